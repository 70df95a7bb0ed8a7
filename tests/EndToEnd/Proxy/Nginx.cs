using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Maple.Tests.EndToEnd.OpenApi;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Proxy;

/// <summary>The real nginx, with the site that maple prints for its own configuration, in front of a daemon.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string _folder;

    private Nginx(string folder, Daemon daemon, string site, Uri publicUrl) => (_folder, Daemon, Site, PublicUrl) = (folder, daemon, site, publicUrl);

    public Daemon Daemon { get; }

    /// <summary>As printed.</summary>
    public string Site { get; }

    public Uri PublicUrl { get; }

    /// <summary>Where plain http is redirected from.</summary>
    public int PlainPort { get; private init; }

    /// <summary>What it keeps of answers.</summary>
    public IEnumerable<string> Cached => Directory.EnumerateFiles(Path.Combine(_folder, "cache"), "*", SearchOption.AllDirectories);

    public string AccessLog => File.ReadAllText(Path.Combine(_folder, "access.log"));

    /// <summary>Bodies that were written to the disk on their way.</summary>
    public IEnumerable<string> Buffered => Directory.EnumerateFiles(Path.Combine(_folder, "body"), "*", SearchOption.AllDirectories);

    /// <param name="path">Of the public URL.</param>
    public static async Task<Nginx> StartAsync(string scheme, string path, params (string Name, string Value)[] settings)
    {
        (int port, int plain) = FreePorts();
        var publicUrl = new Uri($"{scheme}://localhost:{port}{path}");
        (string Name, string Value)[] all = [("MAPLE_SERVER_PUBLIC_URL", publicUrl.AbsoluteUri), .. settings];
        Daemon daemon = await Daemon.StartAsync(null, all);
        string folder = Path.Combine(daemon.Folder, "nginx");
        CommandResult printed = await daemon.RunAsync(["nginx"], "", [.. all, ("MAPLE_SERVER_LISTEN", daemon.Address.Authority)]);
        Assert.True(printed.ExitCode == 0, printed.Errors);
        Assert.Empty(printed.Errors);

        Directory.CreateDirectory(folder);
        string site = printed.Output
            .Replace("/var/log/nginx", folder)
            .Replace("/var/cache/maple-nginx", Path.Combine(folder, "cache"))
            .Replace("/etc/letsencrypt/live/localhost", folder)
            .Replace("listen 80;", $"listen {plain};").Replace("listen [::]:80;", "")
            .Replace("listen [::]:", "#");
        await File.WriteAllTextAsync(Path.Combine(folder, "site.conf"), site);
        // It reads what the group of the daemon's files may read.
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"),
            $$"""
            user nobody {{(Environment.IsPrivilegedProcess ? "root" : "")}};
            worker_processes 1;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { }
            http {
                include /etc/nginx/mime.types;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/f;
                uwsgi_temp_path {{folder}}/u;
                scgi_temp_path {{folder}}/s;
                include {{folder}}/site.conf;
            }
            """);
        File.SetUnixFileMode(daemon.Folder, (UnixFileMode)0b111_001_000);
        if (scheme == "https")
            await Bash.RunAsync(folder, "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout privkey.pem -out fullchain.pem 2>/dev/null");
        // It comes back when it listens, and goes on in the background.
        await Bash.RunAsync(folder, "/usr/sbin/nginx -p . -c \"$PWD/nginx.conf\" 2>&1");
        return new Nginx(folder, daemon, printed.Output, publicUrl) { PlainPort = plain };
    }

    /// <summary>A client that comes from another address than the proxy.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient(new DocumentedAnswers(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            Prefix = PublicUrl.AbsolutePath.TrimEnd('/'),
            IsBehindProxy = true,
        })
        { BaseAddress = PublicUrl };
        if (key is not null)
            client.DefaultRequestHeaders.Add("Api-Key", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        int id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "pid")));
        using Process nginx = Process.GetProcessById(id);
        using Process kill = Process.Start("kill", [$"{id}"]);
        await kill.WaitForExitAsync();
        await nginx.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await Daemon.DisposeAsync();
    }

    /// <summary>Below those that the kernel hands out: nobody else gets one by chance until nginx has it.</summary>
    private static (int, int) FreePorts()
    {
        using TcpListener one = Listener(), other = Listener();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);

        static TcpListener Listener()
        {
            while (true)
            {
                var listener = new TcpListener(IPAddress.Any, Random.Shared.Next(20_000, 32_000));
                try
                {
                    listener.Start();
                    return listener;
                }
                catch (SocketException)
                {
                    listener.Dispose();
                }
            }
        }
    }
}
