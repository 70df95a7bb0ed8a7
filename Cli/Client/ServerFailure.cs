using System.Net;
using System.Security.Authentication;
using Maple.Cli.CommandLine;

namespace Maple.Cli.Client;

/// <summary>Says in words what went wrong between here and the server.</summary>
internal sealed class ServerFailure(Uri url)
{
    public CommandException WrongKey() => new(ExitCode.NoPermission,
        $"{url} doesn't accept the key: run 'maple login --url {url}', or ask for a new one with 'maple key'",
        $"{url} 不接受该密钥：请运行 maple login --url {url}，或用 maple key 查看");

    public CommandException NotMaple(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.Headers.Location is { } location && status is >= 300 and < 400)
            return new(ExitCode.Unavailable, $"{url} redirects to {location}: give that server as --url",
                $"{url} 重定向到 {location}：请以该地址作为 --url");
        return response.StatusCode switch
        {
            HttpStatusCode.RequestEntityTooLarge => new(ExitCode.InputOutput,
                "too large for a proxy in front of the server (413)", "超过服务器前置代理的大小限制（413）"),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(ExitCode.Unavailable,
                $"the proxy at {url} gets no answer from maple ({status})", $"{url} 处的代理得不到 maple 的应答（{status}）"),
            HttpStatusCode.ProxyAuthenticationRequired => new(ExitCode.Unavailable,
                "the HTTP proxy of this machine wants a password (407)", "本机的 HTTP 代理要求密码（407）"),
            _ => new(ExitCode.Unavailable,
                $"what answers at {url} is not maple (HTTP {status}, {type ?? "no content"}): check the address",
                $"{url} 处应答的不是 maple（HTTP {status}，{type ?? "无内容"}）：请检查地址"),
        };
    }

    public CommandException NoConnection(TimeSpan patience, Exception e) => new(ExitCode.Unavailable,
        $"no connection to {url} within {patience.TotalSeconds} seconds", $"{patience.TotalSeconds} 秒内无法连接 {url}", e);

    public CommandException Explain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(ExitCode.Unavailable,
            $"no host is called {url.Host}: check the address", $"找不到主机 {url.Host}：请检查地址", e),
        HttpRequestError.ConnectionError => new(ExitCode.Unavailable,
            $"no server answers at {url} ({Reason(e)}): is 'maple serve' running there?",
                $"{url} 没有服务器应答（{Reason(e)}）：maple serve 在运行吗？", e),
        HttpRequestError.SecureConnectionError => Tls(e),
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => new(ExitCode.Unavailable,
            $"what answers at {url} doesn't speak HTTP: check the port", $"{url} 处的应答不是 HTTP：请检查端口", e),
        HttpRequestError.ConfigurationLimitExceeded => new(ExitCode.Unavailable,
            $"what answers at {url} is not maple: the answer has no end", $"{url} 处应答的不是 maple：应答过长", e),
        _ => new(ExitCode.InputOutput,
            $"the connection to {url} was lost ({Reason(e)})", $"与 {url} 的连接中断（{Reason(e)}）", e),
    };

    private CommandException Tls(HttpRequestException e)
    {
        // A refused certificate is an AuthenticationException of its own; the rest comes from the handshake below it.
        var reason = e.InnerException is AuthenticationException { InnerException: null } refused ? refused.Message : Reason(e);
        return new(ExitCode.Unavailable,
            $"no secure connection to {url}: {reason.TrimEnd('.')}; a server without TLS has an address that begins with http:",
            $"无法与 {url} 建立安全连接：{reason.TrimEnd('.')}；不带 TLS 的服务器地址以 http: 开头", e);
    }

    private static string Reason(Exception e) => e.GetBaseException().Message.TrimEnd('.');
}
