using System.Globalization;
using System.Net;
using System.Text;

namespace Maple.Http.Transport;

/// <summary>A request that is refused before anybody looks at what it asks for; perhaps none at all.</summary>
internal sealed class RefusedRequest(Connection connection) : Request
{
    public override string Method => connection.Head?.Method ?? "";
    public override string RawTarget => connection.Head?.Target ?? "";
    public override IPAddress Peer => connection.Peer;
    public override bool IsSecure => connection.IsSecure;
    public override bool HasBody => false;
    public override Stream Body => Stream.Null;

    public override string? Header(string name) => connection.Head?.Header(name);

    /// <summary>Says why, and that nothing more is taken on this connection.</summary>
    public async Task AnswerAsync(Response response)
    {
        byte[] body = new byte[response.Body.Length];
        await response.Body.ReadAsync(body, 0).ConfigureAwait(false);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)response.Status} {Reason(response.Status)}\r\n");
        foreach ((string name, string value) in response.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Server: maple\r\nDate: {DateTime.UtcNow:r}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        connection.Deadline.BeginBody();
        await connection.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head.ToString()), .. Method == "HEAD" ? [] : body]).ConfigureAwait(false);
        await connection.LingerAsync().ConfigureAwait(false);
    }

    /// <summary>The name of the status in words: <c>BadRequest</c> is <c>Bad Request</c>.</summary>
    private static string Reason(HttpStatusCode status) =>
        string.Concat($"{status}".Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {c}" : $"{c}"));
}
