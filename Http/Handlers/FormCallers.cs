using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>The caller of a route whose key may stand among the form's fields.</summary>
internal sealed class FormCallers(Credentials credentials)
{
    /// <exception cref="Errors.MapleException"><c>unauthorized</c></exception>
    public async Task<User> RequireAsync(Exchange exchange, RequestFields fields)
    {
        exchange.Caller ??= await credentials.FindAsync(name => fields[name]).ConfigureAwait(false);
        return exchange.Caller?.User ?? throw Router.Unauthorized();
    }
}
