using System.Net;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;

namespace Maple.Cli.Client;

/// <summary>Which server a command talks to, and with which key.</summary>
/// <param name="Url">Ends with a slash.</param>
internal sealed record ServerTarget(Uri Url, string? Key)
{
    public static readonly Option UrlOption = new("url", "URL",
        "the server (else $MAPLE_URL, the saved login, public_url or the address in the configuration)",
        "服务器地址（否则依次为 $MAPLE_URL、已保存的登录、配置中的 public_url 或监听地址）");

    public static readonly Option KeyOption = new("key", "KEY",
        "the key (else $MAPLE_KEY, the saved login for that server)", "密钥（否则依次为 $MAPLE_KEY、该服务器已保存的登录）");

    /// <exception cref="CommandException">The address makes no sense, or the saved login can't be used.</exception>
    public static ServerTarget Of(CommandContext context)
    {
        var url = context.Arguments.Value(UrlOption) ?? context.Variable("MAPLE_URL");
        var key = context.Arguments.Value(KeyOption) ?? context.Variable("MAPLE_KEY");
        if (url is not null && key is not null)
            return new(Parse(url), key);

        var saved = new CredentialStore(context).Load();
        var target = url is not null ? Parse(url) : saved?.Url ?? FromConfig(context);
        // A key never goes to a server that it wasn't given by.
        return new(target, key ?? (saved?.Url == target ? saved.Key : null));
    }

    /// <summary>
    /// For a login, which needs no key. With an address given, a damaged file of an earlier one is of no concern: it is replaced.
    /// </summary>
    public static ServerTarget OfLogin(CommandContext context)
    {
        var url = context.Arguments.Value(UrlOption) ?? context.Variable("MAPLE_URL");
        return new(url is not null ? Parse(url) : new CredentialStore(context).Load()?.Url ?? FromConfig(context), null);
    }

    /// <exception cref="CommandException">There is no key.</exception>
    public ServerTarget WithKey() => Key is not null ? this : throw new CommandException(ExitCode.NoPermission,
        $"no key for {Url}: run 'maple login --url {Url}', give --key, or set MAPLE_KEY",
        $"没有 {Url} 的密钥：请运行 maple login --url {Url}，或用 --key、MAPLE_KEY 提供");

    private static Uri Parse(string text) => Kinds.TryParseBaseUrl(text, out var url) ? url : throw CommandException.Usage(
        $"'{text}' is not the address of a server (example: https://img.example.org/)", $"“{text}”不是服务器地址（例如：https://img.example.org/）");

    private static Uri FromConfig(CommandContext context)
    {
        var server = context.LoadConfig().Options.Server;
        if (server.PublicUrl is { } url)
            return new(url.AbsoluteUri.TrimEnd('/') + "/");
        var endpoint = IPEndPoint.Parse(server.Listen);
        if (endpoint.Address.Equals(IPAddress.Any))
            endpoint.Address = IPAddress.Loopback;
        else if (endpoint.Address.Equals(IPAddress.IPv6Any))
            endpoint.Address = IPAddress.IPv6Loopback;
        return new($"{(server.TlsCert is null ? "http" : "https")}://{endpoint}/");
    }
}
