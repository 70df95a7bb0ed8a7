using System.Net;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Cli.Proxy;

/// <summary>What a proxy in front of maple must know, from maple's configuration.</summary>
/// <param name="PublicUrl">What links begin with.</param>
/// <param name="Upstream">Where maple listens, as the proxy reaches it: host and port.</param>
/// <param name="IsUpstreamTls">maple speaks TLS itself.</param>
internal sealed record ProxySite(Uri PublicUrl, string Upstream, bool IsUpstreamTls, MapleOptions Options)
{
    public string Host => PublicUrl.IdnHost;
    public bool IsHttps => PublicUrl.Scheme == Uri.UriSchemeHttps;

    /// <summary>Begins and ends with a slash.</summary>
    public string Path => PublicUrl.AbsolutePath.TrimEnd('/') + "/";

    /// <summary>
    /// How long the proxy keeps an idle connection to maple: shorter than maple does, or it would send an upload on one that is being closed, and can't
    /// send that twice.
    /// </summary>
    public int KeepAliveSeconds => Math.Clamp((int)Options.Limits.KeepAlive.TotalSeconds - 15, 1, 60);

    /// <summary>A client may pause so long in a body, and a picture may take so long to decode, and wait for others before.</summary>
    public int PatienceSeconds => (int)(Options.Limits.BodyIdle + Options.Images.DecodeTime + Options.Images.DecodeTime).TotalSeconds;

    /// <exception cref="CommandException"><see cref="ExitCode.Config"/>: links can't be right without <c>public_url</c>.</exception>
    public static ProxySite Of(LoadedConfig config)
    {
        MapleOptions options = config.Options;
        if (options.Server.PublicUrl is not { } url)
            throw new CommandException(ExitCode.Config,
                "set [server] public_url first, to what links are to begin with, such as https://pics.example.com/",
                "请先设置 [server] public_url，即链接的开头，例如 https://pics.example.com/");
        IPEndPoint listen = IPEndPoint.Parse(options.Server.Listen);
        IPEndPoint reached = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.Loopback, listen.Port) : listen;
        return new ProxySite(url, reached.ToString(), options.Server.TlsCert is not null, options);
    }

    /// <summary>Why maple wouldn't believe this proxy what it says of its clients; null where it would.</summary>
    public Text? Doubt()
    {
        bool isTrusted = TrustedProxies.Parse(Options.Server.TrustedProxies, out _).Contains(IPEndPoint.Parse(Upstream).Address);
        if (isTrusted && Options.Server.Middleware.Contains("client-address"))
            return null;
        return new(
            "maple must believe this proxy: add its address to [server] trusted_proxies, and keep 'client-address' in [server] middleware",
            "maple 必须信任此代理：请将其地址加入 [server] trusted_proxies，并在 [server] middleware 中保留 client-address");
    }
}
