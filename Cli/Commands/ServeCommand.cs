using System.Net;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Service;
using Maple.Errors;
using Maple.Http.Transport;
using Maple.Logging;

namespace Maple.Cli.Commands;

internal sealed class ServeCommand : Command
{
    public override string Name => "serve";
    public override Text Summary => new("Runs the daemon", "运行守护进程");

    public override Text Details => new(
        "Needs no configuration: data goes to ./data, and it listens on 127.0.0.1:8000. It logs to standard error and stays in the foreground;\n"
            + "SIGTERM or Ctrl-C lets what is in flight finish (limits.drain, 30 seconds by default) and ends it, a second one ends it at once.",
        "无需配置：数据存放在 ./data，监听 127.0.0.1:8000。日志写到标准错误，进程在前台运行；\n"
            + "收到 SIGTERM 或 Ctrl-C 后等待进行中的请求完成（limits.drain，默认最多 30 秒）再退出，再收到一次则立即退出。");

    public override IReadOnlyList<Option> Options => [SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("serve", "in this folder, with the defaults", "在当前目录以默认配置运行"),
        new("serve --config /etc/maple/maple.toml", "as a service", "作为服务运行"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var config = context.LoadConfig();
        var log = Log.ToStandardError(config.Options.Log);
        using var ending = new EndSignals();
        using var manager = ServiceManager.Of(context.Environment);
        using var socket = new ListeningSocket(IPEndPoint.Parse(config.Options.Server.Listen));
        await using var app = await AdminAccess.OwnAsync(config.Options, log, context.Say);
        await using var administration = new AdminServer(AdminSocket.FileOf(config.Options.Storage), app.Administration, log);
        await app.RecoverAsync();
        // Not before: an import would store what is being looked through.
        administration.Start();
        using var server = app.CreateServer(socket, RunningConfig.Of(config));
        Task serving = server.Start();
        using var memory = new MemoryReturn();
        IPEndPoint endPoint = server.EndPoint;
        string address = $"{server.Scheme}://{endPoint}/";
        log.Info("listening", ("address", address), ("config", config.File ?? "defaults"));
        manager.SayReady($"listening on {address}");
        await using var watchdog = new Watchdog(
            manager,
            // Once it is ending it answers no new connections, and for no longer than limits.drain.
            async patience => await SelfProbe.IsAnsweredAsync(endPoint, server.Scheme == Uri.UriSchemeHttps, patience) || ending.Asked.IsCompleted,
            log);

        bool isAsked = await Task.WhenAny(ending.Asked, serving) == ending.Asked;
        if (isAsked)
            log.Info("ending");
        else
            log.Error("no more requests can be taken; maple ends, to be started again", serving.Exception?.InnerException ?? new InvalidOperationException("the listener is closed"));
        manager.SayStopping();
        if (!await server.DrainAsync(config.Options.Limits.Drain))
            log.Warning("some requests were still in flight and are cut off");
        return isAsked ? ExitCode.Ok : ExitCode.Internal;
    }
}
