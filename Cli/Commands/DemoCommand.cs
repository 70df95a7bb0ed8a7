using System.Net;
using System.Net.Sockets;
using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Cli.Demo;
using Maple.Errors;
using Maple.Http.Transport;
using Maple.Logging;

namespace Maple.Cli.Commands;

internal sealed class DemoCommand : Command
{
    private const string Username = "demo", Password = "maple demo";
    private const int DefaultCount = 36, MaxCount = 1_000;

    /// <summary>Users beside the first, and how many of his pictures there are to one of theirs: so that the back office has somebody to show.</summary>
    private static readonly (string Name, int Share)[] s_others = [("mei", 4), ("otto", 9)];

    private static readonly Option s_listen = new("listen", 'l', "ADDRESS",
        "address and port (default 127.0.0.1:8000, or a free port when that is taken)", "地址和端口（默认 127.0.0.1:8000，被占用时用空闲端口）");

    private static readonly Option s_pictures = new("pictures", 'n', "NUMBER",
        $"how many pictures to draw, 0 to {MaxCount} (default {DefaultCount})", $"生成多少张图片，0 到 {MaxCount}（默认 {DefaultCount}）");

    public override string Name => "demo";
    public override Text Summary => new("Shows maple with pictures in it, and leaves nothing behind", "用示例图片展示 maple，结束后不留痕迹");

    public override Text Details => new(
        "Makes a store in the folder for temporary files, fills it with generated pictures, and runs the daemon on it until Ctrl-C; then\n"
            + "the store is deleted. Standard output: the address to open, a user name, a password and a key, a line each. Reads no configuration.",
        "在临时目录中新建数据并填入生成的图片，运行守护进程直到 Ctrl-C，然后删除这些数据。\n"
            + "标准输出依次为访问地址、用户名、密码和密钥，每行一个。不读取配置。");

    public override IReadOnlyList<Option> Options => [s_listen, s_pictures];

    public override IReadOnlyList<Example> Examples =>
    [
        new("demo", "then open the address in a browser", "然后在浏览器中打开该地址"),
        new("demo --pictures 200 --listen 127.0.0.1:9000", "more of them, elsewhere", "更多图片，另一端口"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        int count = Count(context.Arguments.Value(s_pictures));
        using var ending = new EndSignals();
        using ListeningSocket socket = Listen(context.Arguments.Value(s_listen));
        Socket listening = socket.Take();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("maple-demo-");
        try
        {
            var options = new MapleOptions
            {
                Server = new() { Listen = listening.LocalEndPoint!.ToString()! },
                Storage = new() { UploadRoot = folder.FullName },
                Log = new() { Level = LogLevel.Warning },
            };
            await RunAsync(context, options, socket, count, ending.Asked);
            return ExitCode.Ok;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(CommandContext context, MapleOptions options, ListeningSocket socket, int count, Task ending)
    {
        await using var app = await App.OpenAsync(options, Log.ToStandardError(options.Log), context.Say);
        await app.RecoverAsync();
        Account account = await AddUserAsync(app, Username, isAdmin: true);
        foreach ((string name, _) in s_others)
            await AddUserAsync(app, name, isAdmin: false);
        using Server server = app.CreateServer(socket, RunningConfig.Of(new LoadedConfig(options, null, new Dictionary<ConfigKey, ConfigSource>(), [])));
        Task serving = server.Start();
        if (!await FillAsync(context, app, count, ending))
            return;

        foreach (string line in (string[])[$"{server.Scheme}://{server.EndPoint}/", Username, Password, account.Key])
            context.Out.WriteLine(line);
        context.Out.Flush();
        context.Say(new(
            $"open the first line in a browser and log in as '{Username}' with the password '{Password}'; Ctrl-C ends it and deletes everything",
            $"在浏览器中打开第一行的地址，用户名“{Username}”，密码“{Password}”；按 Ctrl-C 结束并删除全部数据"));
        await await Task.WhenAny(ending, serving);
        await server.DrainAsync(TimeSpan.FromSeconds(5));
    }

    private static async Task<Account> AddUserAsync(App app, string name, bool isAdmin) => (await app.Administration.AnswerAsync(new(AdminAction.CreateUser)
    {
        Account = new(name, $"{name}@example.com", PasswordHash.Create(Password), isAdmin),
    })).Accounts[0];

    /// <summary>False when it was ended meanwhile.</summary>
    private static async Task<bool> FillAsync(CommandContext context, App app, int count, Task ending)
    {
        using var cut = new CancellationTokenSource();
        var progress = new ProgressLine(context.Terminal, context.Language, TimeProvider.System);
        Task filling = Task.Run(async () =>
        {
            await app.AddAsync(
                Username, DemoPicture.All(count), done => progress.Show(() => new($"{done} of {count} pictures", $"已生成 {done}/{count} 张图片")), cut.Token);
            foreach ((string name, int share) in s_others)
                await app.AddAsync(name, DemoPicture.All(count / share), _ => { }, cut.Token);
        });
        if (await Task.WhenAny(filling, ending) == ending)
            await cut.CancelAsync();
        try
        {
            await filling;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            progress.Clear();
        }

        return !ending.IsCompleted;
    }

    private static ListeningSocket Listen(string? wanted)
    {
        if (wanted is not null)
        {
            return IPEndPoint.TryParse(wanted, out IPEndPoint? address)
                ? new ListeningSocket(address)
                : throw CommandException.Usage($"'{wanted}' is no address and port, such as 127.0.0.1:8000", $"“{wanted}”不是地址和端口，例如 127.0.0.1:8000");
        }

        var usual = new ListeningSocket(new IPEndPoint(IPAddress.Loopback, 8000));
        if (!usual.IsRefused)
            return usual;
        usual.Dispose();
        return new ListeningSocket(new IPEndPoint(IPAddress.Loopback, 0));
    }

    private static int Count(string? text)
    {
        if (text is null)
            return DefaultCount;
        return int.TryParse(text, out int count) && count is >= 0 and <= MaxCount
            ? count
            : throw CommandException.Usage($"--pictures takes a number from 0 to {MaxCount}; '{text}' is not", $"--pictures 应为 0 到 {MaxCount} 的数字；“{text}”不是");
    }
}
