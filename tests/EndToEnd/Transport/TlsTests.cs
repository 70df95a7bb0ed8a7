using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Maple.Tests.EndToEnd.BadInput;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Transport;

/// <summary>The daemon that speaks TLS itself.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-tls-").FullName;
    private Daemon? _daemon;

    private Daemon Daemon => _daemon!;

    public async ValueTask InitializeAsync()
    {
        WriteCertificate("first");
        _daemon = await Daemon.StartAsync(
            null, ("MAPLE_SERVER_TLS_CERT", CertificateFile), ("MAPLE_SERVER_TLS_KEY", KeyFile));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Daemon.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string CertificateFile => Path.Combine(_folder, "tls.pem");

    private string KeyFile => Path.Combine(_folder, "tls.key");

    [Fact]
    public async Task Uploads_and_downloads_are_encrypted_and_links_say_so()
    {
        string key = await Daemon.CreateUserAsync("eve");
        using var client = new HttpClient(Trusting()) { BaseAddress = Daemon.Address };
        client.DefaultRequestHeaders.Add("Api-Key", key);
        // Larger than any buffer on the way.
        byte[] picture = [.. Pictures.Png(seed: 3), .. new byte[5 << 20]];
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "images", "a.png" } };

        HttpResponseMessage answer = await client.PostAsync("api/images", form);

        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        string url = System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!;
        Assert.StartsWith($"https://127.0.0.1:{Daemon.Address.Port}/images/", url, StringComparison.Ordinal);
        Assert.Equal(picture, await client.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        Assert.Equal("CN=first", await SubjectAsync());

        WriteCertificate("second");

        Assert.Equal("CN=second", await SubjectAsync());
    }

    [Fact]
    public async Task A_certificate_that_is_none_leaves_the_one_before_in_use()
    {
        await File.WriteAllTextAsync(CertificateFile, "half of a renewal");

        Assert.Equal("CN=first", await SubjectAsync());
        await Daemon.LoggedAsync("the TLS certificate changed");
    }

    [Fact]
    public async Task Who_speaks_plain_HTTP_is_told_to_use_https()
    {
        RawAnswer answer = await RawClient.ExchangeAsync(Daemon, RawRequest.Of("GET /healthz"));

        Assert.Equal((400, "bad_request"), (answer.Status, answer.Code));
        Assert.Contains("https", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_is_none_leaves_the_daemon_as_it_was()
    {
        using (RawClient client = await RawClient.ConnectAsync(Daemon))
        {
            await client.SendAsync(new byte[] { 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, 13, 10, 13, 10 });
            client.HalfClose();
            Assert.True(await client.IsEndedAsync());
        }

        Assert.Equal("CN=first", await SubjectAsync());
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_an_error_of_the_configuration()
    {
        CommandResult result = await Daemon.RunInAsync(
            _folder, ["serve"], "", ("MAPLE_SERVER_TLS_CERT", "nowhere.pem"), ("MAPLE_SERVER_TLS_KEY", "nowhere.key"), ("MAPLE_SERVER_LISTEN", "127.0.0.1:0"));

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("nowhere.pem", result.Errors, StringComparison.Ordinal);
    }

    private static bool IsOurs(X509Certificate? certificate) => certificate?.Subject is "CN=first" or "CN=second";

    private static SocketsHttpHandler Trusting() => new() { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate) } };

    private async Task<string> SubjectAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Daemon.Address.Port);
        await using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, certificate, _, _) => IsOurs(certificate));
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Subject;
    }

    private void WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }
}
