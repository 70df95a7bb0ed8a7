namespace Maple.Http.Handlers;

/// <summary>The caller of a route whose key may stand among the form's fields.</summary>
internal sealed class FormCallers(Credentials credentials)
{
    /// <exception cref="Errors.MapleException"><c>unauthorized</c>, <c>insufficient_scope</c></exception>
    public Task<Caller> RequireAsync(Exchange exchange, RequestFields fields) => credentials.RequireAsync(exchange, name => fields[name]);
}
