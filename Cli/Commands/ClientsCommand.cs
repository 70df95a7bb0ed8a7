using Maple.Cli.Client;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Http.Clients;

namespace Maple.Cli.Commands;

internal sealed class ClientsCommand : Command
{
    public override string Name => "clients";
    public override Text Summary => new("Prints ready-made settings for other programs", "输出其他软件的现成配置");

    public override Text Details => new(
        "Without a name it lists the programs; with one it prints settings that hold the server's address and your key.\n"
            + "Whoever reads them can upload and delete in your name.",
        "不带名称时列出支持的软件；带名称时输出含服务器地址和你的密钥的配置。\n"
            + "看到它的人可以以你的名义上传和删除。");

    public override Operands Operands => new("[NAME]", 0, 1);

    public override IReadOnlyList<Option> Options => [ServerTarget.UrlOption, ServerTarget.KeyOption, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("clients", "what there is", "列出支持的软件"),
        new("clients sharex > maple.sxcu", "a file for ShareX", "ShareX 配置文件"),
        new("clients picgo --url https://img.example.org/", "for that server", "指定服务器"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Arguments.Operands is not [var name])
        {
            foreach (var setting in ClientSettings.All)
                context.Out.WriteLine($"{setting.Name}\t{setting.Title}: {setting.Use.In(context.Language)}");
            return Task.FromResult(ExitCode.Ok);
        }

        var wanted = ClientSettings.All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(name);
        var target = ServerTarget.Of(context).WithKey();
        context.Out.WriteLine(wanted.Write(target.Url.AbsoluteUri, target.Key!));
        return Task.FromResult(ExitCode.Ok);
    }

    private static CommandException Unknown(string name)
    {
        var names = string.Join(", ", ClientSettings.All.Select(s => s.Name));
        return CommandException.Usage($"no settings are known for '{name}'; there are: {names}", $"没有“{name}”的配置；支持：{names}");
    }
}
