using Maple.Cli.CommandLine;
using Maple.Cli.Proxy;
using Maple.Errors;

namespace Maple.Cli.Commands;

/// <summary>Prints the site of a proxy for <c>public_url</c>.</summary>
internal abstract class ProxyCommand : Command
{
    public override IReadOnlyList<Option> Options => [SharedOptions.Config];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        ProxySite site = ProxySite.Of(context.LoadConfig());
        if (site.Doubt() is { } doubt)
            context.Say(doubt);
        await context.Out.WriteAsync(Write(site));
        return ExitCode.Ok;
    }

    protected abstract string Write(ProxySite site);
}

internal sealed class NginxCommand : ProxyCommand
{
    public override string Name => "nginx";
    public override Text Summary => new("Prints a site for nginx in front of maple", "输出 nginx 站点配置");

    public override Text Details => new(
        "It follows from the configuration: [server] public_url, listen and x_accel, and the limits. Certificates are expected where certbot puts them.",
        "内容取决于配置：[server] public_url、listen、x_accel 以及各项限制。证书路径按 certbot 的惯例。");

    public override IReadOnlyList<Example> Examples =>
        [new("nginx > /etc/nginx/sites-available/maple.conf", "then link it to sites-enabled and reload nginx", "然后链接到 sites-enabled 并重新加载 nginx")];

    protected override string Write(ProxySite site) => NginxSite.Write(site);
}

internal sealed class CaddyCommand : ProxyCommand
{
    public override string Name => "caddy";
    public override Text Summary => new("Prints a site for Caddy in front of maple", "输出 Caddy 站点配置");

    public override Text Details => new(
        "It follows from the configuration: [server] public_url and listen, and the limits. Caddy gets the certificate itself.",
        "内容取决于配置：[server] public_url、listen 以及各项限制。证书由 Caddy 自动获取。");

    public override IReadOnlyList<Example> Examples =>
        [new("caddy >> /etc/caddy/Caddyfile", "then reload Caddy", "然后重新加载 Caddy")];

    protected override string Write(ProxySite site) => CaddySite.Write(site);
}
