using System.Globalization;
using System.Text;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>A request put together byte by byte. Host, and Content-Length for a body, are added unless the test gives or forbids them.</summary>
internal sealed class RawRequest(string requestLine)
{
    private readonly List<string> _headers = [];
    private readonly HashSet<string> _without = new(StringComparer.OrdinalIgnoreCase);
    private byte[] _body = [];
    private bool _hasBody;

    /// <param name="method">And target, e.g. <c>GET /healthz</c>; each character is one byte.</param>
    public static RawRequest Of(string method) => new($"{method} HTTP/1.1");

    public string Method => requestLine.Split(' ')[0];

    /// <summary>Of the target, where that is one as clients send it; null: nothing is to be expected of the answer but that it is sound.</summary>
    public string? Path => requestLine.Split(' ') is [_, ['/', ..] target, "HTTP/1.1"] && Uri.IsWellFormedUriString(target, UriKind.Relative) && !target.Contains("//", StringComparison.Ordinal)
        ? target.Split('?')[0]
        : null;

    public bool IsHead => requestLine.StartsWith("HEAD ", StringComparison.Ordinal);

    public RawRequest With(string header)
    {
        _headers.Add(header);
        return this;
    }

    public RawRequest Without(string header)
    {
        _without.Add(header);
        return this;
    }

    public RawRequest Body(byte[] body, string? contentType = null)
    {
        (_body, _hasBody) = (body, true);
        return contentType is null ? this : With($"Content-Type: {contentType}");
    }

    public RawRequest Json(string json) => Body(Encoding.UTF8.GetBytes(json), "application/json");

    public RawRequest Form(string form) => Body(Encoding.Latin1.GetBytes(form), "application/x-www-form-urlencoded");

    public RawRequest Form(MultipartForm form) => Body(form.ToBytes(), $"multipart/form-data; boundary={MultipartForm.Boundary}");

    /// <param name="size">Bytes of a chunk.</param>
    public RawRequest Chunked(int size = 1000)
    {
        var chunks = new MemoryStream();
        for (int at = 0; at < _body.Length; at += size)
        {
            int length = Math.Min(size, _body.Length - at);
            chunks.Write(Encoding.ASCII.GetBytes(length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            chunks.Write(_body, at, length);
            chunks.Write("\r\n"u8);
        }

        chunks.Write("0\r\n\r\n"u8);
        _body = chunks.ToArray();
        return With("Transfer-Encoding: chunked").Without("Content-Length");
    }

    /// <summary>Leaves out the end of the body, whatever was announced.</summary>
    public RawRequest Cut(int bytes)
    {
        int length = _body.Length;
        _body = _body[..^bytes];
        return _without.Contains("Content-Length") ? this : With($"Content-Length: {length}");
    }

    public byte[] ToBytes()
    {
        var head = new StringBuilder(requestLine).Append("\r\n");
        if (!Has("Host"))
            head.Append("Host: maple.example\r\n");
        foreach (string header in _headers)
            head.Append(header).Append("\r\n");
        if (_hasBody && !Has("Content-Length"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {_body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. _body];
    }

    private bool Has(string name) =>
        _without.Contains(name) || _headers.Any(h => h.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A form whose parts may be as wrong as a test wants them.</summary>
internal sealed class MultipartForm
{
    public const string Boundary = "----maple-test";

    private readonly MemoryStream _parts = new();

    public static MultipartForm Of(byte[] file, string filename = "a.png") => new MultipartForm().File(file, filename);

    public MultipartForm File(byte[] bytes, string filename = "a.png") => Part($"Content-Disposition: form-data; name=\"images\"; filename=\"{filename}\"", bytes);

    public MultipartForm Field(string name, string value) => Part($"Content-Disposition: form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(value));

    /// <param name="headers">Lines of the part's head, without the last CRLF, as UTF-8.</param>
    public MultipartForm Part(string headers, byte[] bytes)
    {
        _parts.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\n{headers}\r\n\r\n"));
        _parts.Write(bytes);
        _parts.Write("\r\n"u8);
        return this;
    }

    public byte[] ToBytes() => [.. _parts.ToArray(), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];
}
