using System.Runtime.InteropServices;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Http.Transport;
using Maple.Logging;

namespace Maple.Cli.Commands;

internal sealed class ServeCommand : Command
{
    /// <summary>Time for what is in flight to end after SIGTERM; systemd's own patience is 90 s.</summary>
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromSeconds(30);

    public override string Name => "serve";

    public override Text Summary => new("Runs the daemon", "运行守护进程");

    public override Text Details => new(
        "Needs no configuration: data goes to ./data, and it listens on 127.0.0.1:8000. It logs to standard error and stays in the foreground;\n"
        + "SIGTERM or Ctrl-C lets what is in flight finish (30 seconds at most) and ends it.",
        "无需配置:数据存放在 ./data,监听 127.0.0.1:8000。日志写到标准错误,进程在前台运行;\n收到 SIGTERM 或 Ctrl-C 后会等待进行中的请求完成(最多 30 秒)再退出。");

    public override IReadOnlyList<Option> Options => [SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("serve", "in this folder, with the defaults", "在当前目录以默认配置运行"),
        new("serve --config /etc/maple/maple.toml", "as a service", "作为服务运行"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        LoadedConfig config = context.LoadConfig();
        var log = Log.ToStandardError(config.Options.Log);
        using var ending = new CancellationTokenSource();
        using PosixSignalRegistration term = EndOn(PosixSignal.SIGTERM, ending);
        using PosixSignalRegistration interrupt = EndOn(PosixSignal.SIGINT, ending);

        await using App app = await App.OpenAsync(config.Options, log).ConfigureAwait(false);
        using var administration = new AdminServer(AdminSocket.FileOf(config.Options.Storage), app.Administration, log);
        administration.Start();
        using Server server = app.CreateServer();
        server.Start();
        log.Info("listening", ("address", $"http://{server.EndPoint}/"), ("config", config.File ?? "defaults"));

        await Task.Delay(Timeout.Infinite, ending.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        log.Info("ending");
        if (!await server.DrainAsync(s_drainPatience).ConfigureAwait(false))
            log.Warning("some requests were still in flight and are cut off");
        return ExitCode.Ok;
    }

    private static PosixSignalRegistration EndOn(PosixSignal signal, CancellationTokenSource ending) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        });
}
