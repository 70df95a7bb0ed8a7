using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Maple.Http.Content;

namespace Maple.Http.Transport;

/// <summary>The head of an answer as bytes (RFC 9112 section 4), for what <c>HttpListener</c> doesn't answer.</summary>
internal static class AnswerHead
{
    private static readonly byte[]?[] s_statusLines = new byte[600][];

    private static DateLine s_date = new(0, []);

    /// <summary>Bytes that surely hold it.</summary>
    public static int Bound(Response response)
    {
        // Status line, Server, Date, Content-Length and Connection.
        int bound = 256;
        foreach ((string name, string value) in response.Headers)
            bound += name.Length + value.Length + 4;
        return bound;
    }

    /// <param name="target">Has <see cref="Bound"/> bytes at least.</param>
    /// <param name="keepAlive">Another answer can follow.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> target, Response response, bool keepAlive)
    {
        int at = 0;
        Append(target, ref at, StatusLine(response.Status));
        Append(target, ref at, "Server: maple\r\n"u8);
        foreach ((string name, string value) in response.Headers)
        {
            AppendField(target, ref at, name);
            Append(target, ref at, ": "u8);
            AppendField(target, ref at, value);
            Append(target, ref at, "\r\n"u8);
        }

        Append(target, ref at, Date());
        // RFC 9110 section 8.6: not in a 204, and in a 304 it would be the length of what was not sent.
        if (response.Status is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            Append(target, ref at, "Content-Length: "u8);
            Utf8Formatter.TryFormat(response.Body.Length, target[at..], out int digits);
            at += digits;
            Append(target, ref at, "\r\n"u8);
        }

        Append(target, ref at, keepAlive ? "\r\n"u8 : "Connection: close\r\n\r\n"u8);
        return at;
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        at += bytes.Length;
    }

    /// <exception cref="InvalidOperationException">It would end its line: what came with a request must not become a header of the answer.</exception>
    private static void AppendField(Span<byte> target, ref int at, string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new InvalidOperationException("a header of the answer holds a line end");
        at += Encoding.Latin1.GetBytes(text, target[at..]);
    }

    private static byte[] StatusLine(HttpStatusCode status) =>
        s_statusLines[(int)status] ??= Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)status} {Reason(status)}\r\n"));

    /// <summary>The name of the status in words: <c>BadRequest</c> is <c>Bad Request</c>.</summary>
    public static string Reason(HttpStatusCode status) =>
        status == HttpStatusCode.OK ? "OK" : string.Concat($"{status}".Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {c}" : $"{c}"));

    /// <summary>It tells seconds, so it is made once in each.</summary>
    private static byte[] Date()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateLine line = s_date;
        if (line.Second != now.ToUnixTimeSeconds())
            s_date = line = new DateLine(now.ToUnixTimeSeconds(), Encoding.ASCII.GetBytes($"Date: {HttpDate.Format(now)}\r\n"));
        return line.Bytes;
    }

    private sealed record DateLine(long Second, byte[] Bytes);
}
