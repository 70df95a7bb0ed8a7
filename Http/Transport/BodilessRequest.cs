using System.Net;

namespace Maple.Http.Transport;

/// <summary>A connection's request without its body: there is none, or nobody will look at it. Refused before its head was whole, it is empty.</summary>
internal sealed class BodilessRequest(Connection connection) : Request
{
    public override string Method => connection.Head?.Method ?? "";
    public override string RawTarget => connection.Head?.Target ?? "";
    public override IPAddress Peer => connection.Peer;
    public override bool IsSecure => connection.IsSecure;
    public override bool HasBody => false;
    public override Stream Body => Stream.Null;

    public override string? Header(string name) => connection.Head?.Header(name);
}
