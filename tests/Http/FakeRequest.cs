using System.Net;
using Maple.Errors;
using Maple.Http;

namespace Maple.Tests.Http;

/// <summary>A request that a test writes down instead of sending it.</summary>
internal sealed class FakeRequest(string method, string target, params (string Name, string Value)[] headers) : Request
{
    public override string Method => method;
    public override string RawTarget => target;
    public override IPAddress Peer { get; } = IPAddress.Parse("192.0.2.1");
    public override bool HasBody => false;
    public override bool IsSecure => false;
    public override Stream Body => Stream.Null;

    public override string? Header(string name) =>
        headers.LastOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public Exchange Exchange(Language language = Language.English) => new(this, "0123456789abcdef", language);
}
