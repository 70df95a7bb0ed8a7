using System.Net.Sockets;
using System.Text;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

public sealed class ServeTests : CommandLineTest
{
    [Fact]
    public async Task In_an_empty_folder_it_just_works()
    {
        await using var daemon = await StartDaemonAsync();
        using var client = daemon.Client();
        Assert.True((await client.GetAsync("healthz")).IsSuccessStatusCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InFolder("data/secret.key")));
        Assert.Equal([InFolder("data")], Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_in_peace(string signal)
    {
        await using var daemon = await StartDaemonAsync();
        await daemon.SignalAsync(signal);
        Assert.Equal(0, await daemon.ExitAsync());
    }

    [Fact]
    public async Task An_upload_in_flight_is_finished_and_answered()
    {
        await using var daemon = await StartDaemonAsync();
        var key = (await CreateUserAsync("bob")).Trim();
        var picture = Pictures.Png(800, 600, seed: 7);
        byte[] body =
        [
            .. "--b\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.png\"\r\n\r\n"u8, .. picture, .. "\r\n--b--\r\n"u8,
        ];
        using var client = new TcpClient(daemon.Address.Host, daemon.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/images HTTP/1.1\r\nHost: {daemon.Address.Authority}\r\nApi-Key: {key}\r\nExpect: 100-continue\r\n"
            + $"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {body.Length}\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // From here on the daemon is at work on it.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2));

        await daemon.SignalAsync("TERM");
        await daemon.LoggedAsync("\"ending\"");
        // As long as it isn't finished, commands are still answered.
        Assert.Equal(key, (await OutputAsync("key")).Trim());
        await stream.WriteAsync(body.AsMemory(body.Length / 2));

        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
        Assert.Contains("a.png", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await daemon.ExitAsync());

        await using var next = await StartDaemonAsync();
        var image = Assert.Single((await new ApiClient(next.Address, key).GetAsync("api/images")).Data.EnumerateArray());
        using var stranger = new HttpClient();
        Assert.Equal(picture, await stranger.GetByteArrayAsync(image.GetProperty("url").GetString()));
    }
}
