namespace Maple.Http;

/// <summary>Answers a request; refuses by throwing <see cref="Errors.MapleException"/>.</summary>
internal delegate Task<Response> Handler(Exchange exchange);
