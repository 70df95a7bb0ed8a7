using System.Net.Sockets;
using System.Text;

namespace Maple.Tests.Torture.Hostile;

/// <summary>Everything that a server without a proxy in front must live through, all of it at once.</summary>
internal static class Attacks
{
    private static readonly TimeSpan s_dribble = TimeSpan.FromSeconds(1);

    /// <summary>What a TLS 1.2 client says first: a handshake record of 512 bytes (RFC 8446, section 5.1).</summary>
    private static readonly byte[] s_clientHello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, .. new byte[506]];

    /// <summary>RFC 9113, section 3.4, and an empty SETTINGS frame.</summary>
    private static readonly byte[] s_http2 = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    /// <param name="share">1 for the siege of docs/reliability.md, less for the short run.</param>
    /// <param name="key">Of somebody who may upload, for the one attack that must reach the form's reader; the others are strangers.</param>
    /// <param name="picture">The path of a large one.</param>
    public static IReadOnlyList<Attack> All(double share, string key, string picture) =>
    [
        new("endless request line", Few(share), (stream, ending) => EndlesslyAsync(stream, "GET /", "aaaaaaaaaaaaaaaa", ending)),
        new("endless header", Few(share), (stream, ending) => EndlesslyAsync(stream, "GET / HTTP/1.1\r\nHost: maple\r\nX-Long: ", "aaaaaaaaaaaaaaaa", ending)),
        new("endless headers", Few(share), (stream, ending) => EndlesslyAsync(stream, "GET / HTTP/1.1\r\nHost: maple\r\n", "X-Many: a\r\n", ending)),
        new("chunks of one byte", Few(share), (stream, ending) => EndlesslyAsync(stream, Upload(key) + "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", ending)),
        DribbledHeads(Many(1000, share)),
        DribbledBodies(Many(1000, share)),
        Idle(Many(5000, share)),
        new("TLS on the plain port", Few(share), (stream, ending) => SayAsync(stream, s_clientHello, ending)),
        new("HTTP/2 on the plain port", Few(share), (stream, ending) => SayAsync(stream, s_http2, ending)),
        new("pipelined requests", Few(share), (stream, ending) => SayAsync(stream, Repeat("GET /healthz HTTP/1.1\r\nHost: maple\r\n\r\n", 500), ending)),
        new("answers never read", Many(100, share), (stream, ending) =>
            NeverReadAsync(stream, Repeat($"GET /images/{picture} HTTP/1.1\r\nHost: maple\r\n\r\n", 3), ending)),
    ];

    public static Attack DribbledHeads(int connections) =>
        new("dribbled heads", connections, (stream, ending) => DribbleAsync(stream, "", "GET /healthz HTTP/1.1\r\nHost: maple\r\nX-Slow: ", ending));

    public static Attack DribbledBodies(int connections) =>
        new("dribbled bodies", connections, (stream, ending) => DribbleAsync(stream, Upload("") + "Content-Length: 1000000\r\n\r\n", "--b\r\n", ending));

    public static Attack Idle(int connections) => new("idle connections", connections, UntilClosedAsync);

    /// <summary>As long as a head may be, but for its end.</summary>
    public static Attack HeldHeads(int connections) => new("heads of 15 KB without an end", connections, (stream, ending) =>
        SayAsync(stream, [.. "GET / HTTP/1.1\r\nHost: maple\r\n"u8, .. Repeat($"X-Many: {new string('a', 190)}\r\n", 75)], ending));

    private static int Few(double share) => Math.Max(1, (int)(4 * share));

    private static int Many(int connections, double share) => (int)(connections * share);

    private static string Upload(string key) =>
        $"POST /api/images HTTP/1.1\r\nHost: maple\r\nApi-Key: {key}\r\nContent-Type: multipart/form-data; boundary=b\r\n";

    private static byte[] Repeat(string text, int times) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));

    private static async Task EndlesslyAsync(NetworkStream stream, string head, string more, CancellationToken ending)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ending);
        byte[] bytes = Repeat(more, 4096 / more.Length);
        // The other end says no at some time, and then resets.
        while (!ending.IsCancellationRequested)
            await stream.WriteAsync(bytes, ending);
    }

    private static async Task DribbleAsync(NetworkStream stream, string head, string slow, CancellationToken ending)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ending);
        byte[] bytes = Encoding.ASCII.GetBytes(slow);
        for (int i = 0; !ending.IsCancellationRequested; i++)
        {
            await stream.WriteAsync(i < bytes.Length ? bytes.AsMemory(i, 1) : "a"u8.ToArray(), ending);
            await Task.Delay(s_dribble, ending);
        }
    }

    private static async Task SayAsync(NetworkStream stream, byte[] bytes, CancellationToken ending)
    {
        await stream.WriteAsync(bytes, ending);
        await UntilClosedAsync(stream, ending);
    }

    private static async Task UntilClosedAsync(NetworkStream stream, CancellationToken ending)
    {
        byte[] buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, ending) > 0)
        {
        }
    }

    private static async Task NeverReadAsync(NetworkStream stream, byte[] bytes, CancellationToken ending)
    {
        await stream.WriteAsync(bytes, ending);
        await Task.Delay(Timeout.InfiniteTimeSpan, ending);
    }
}
