using System.Net;
using Maple.Auth;
using Maple.Errors;
using Maple.Http;

namespace Maple.Cli.Configuration;

/// <summary>What is allowed but dangerous; <c>check-config</c> lists it. <paramref name="Code"/> is a stable word.</summary>
internal sealed record UnsafeSetting(string Code, Text Message, Func<LoadedConfig, bool> AppliesTo)
{
    public static readonly IReadOnlyList<UnsafeSetting> All =
    [
        new("debug",
            new("[server] debug is on: answers show internals, and weak secrets are taken", "[server] debug 已开启：应答会暴露内部细节，并接受弱密钥"),
            c => c.Options.Debug),
        new("open_without_tls",
            new("[server] listen is open to the network without TLS: keys and passwords can be read on the way; set tls_cert and tls_key, or listen on 127.0.0.1 behind a proxy with TLS",
                "[server] listen 对网络开放且没有 TLS：密钥和密码可能在途中被窃取；请设置 tls_cert 和 tls_key，或监听 127.0.0.1 并在前面放置带 TLS 的代理"),
            c => c.Options.Server.TlsCert is null && IPEndPoint.TryParse(c.Options.Server.Listen, out var endpoint) && !IPAddress.IsLoopback(endpoint.Address)),
        new("plain_public_url",
            new("[server] public_url is not https: sessions and keys travel in the clear", "[server] public_url 不是 https：会话和密钥以明文传输"),
            c => c.Options.Server.PublicUrl is { IsLoopback: false } url && url.Scheme != Uri.UriSchemeHttps),
        new("proxies_everywhere",
            new("[server] trusted_proxies believes every address: anyone can forge theirs", "[server] trusted_proxies 信任所有地址：任何人都能伪造来源地址"),
            c => c.Options.Server.TrustedProxies.Any(p => p.EndsWith("/0", StringComparison.Ordinal))),
        new("weak_secret",
            new("[auth] secret_key is easy to guess: whoever does can sign in as anyone", "[auth] secret_key 太容易被猜到：猜中者可以冒充任何用户"),
            c => c.Options.Auth.SecretKey is { } secret && SecretKey.IsWeak(secret)),
        new("middleware_missing",
            new("[server] middleware leaves some out: requests run without their protection", "[server] middleware 不完整：请求缺少相应的保护"),
            c => ServerOptions.KnownMiddleware.Except(c.Options.Server.Middleware).Any()),
    ];
}
