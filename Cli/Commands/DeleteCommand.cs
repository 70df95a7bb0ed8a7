using System.Globalization;
using Maple.Cli.Client;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class DeleteCommand : Command
{
    public override string Name => "delete";
    public override Text Summary => new("Deletes pictures from a server", "从服务器删除图片");

    public override Text Details => new(
        "An ID is the number that 'maple upload --format json' shows. Prints the ids of what was deleted;\n"
            + "the exit code is 1 if any was not.",
        "ID 是 maple upload --format json 显示的编号。输出已删除的编号；\n"
            + "有任何一个未删除则退出码为 1。");

    public override Operands Operands => new("ID...", 1, int.MaxValue);
    public override IReadOnlyList<Option> Options => [ServerTarget.UrlOption, ServerTarget.KeyOption, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("delete 17", "one picture, with its thumbnail and all that was made of it", "一张图片及其缩略图等"),
        new("delete 17 18 19 --url https://img.example.org", "several, on a given server", "指定服务器上的多张"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var ids = context.Arguments.Operands.Select(Parse).ToList();
        using var client = new MapleClient(ServerTarget.Of(context).WithKey(), context.Language);
        var exitCode = ExitCode.Ok;
        foreach (var id in ids)
        {
            using var answer = await client.SendAsync(HttpMethod.Delete, $"api/images/{id}", null, context.Cancellation);
            if (answer.IsSuccess)
            {
                context.Out.WriteLine(id);
                continue;
            }
            context.Error.WriteLine($"{id}: {answer.Message}");
            exitCode = ExitCode.Failed;
        }
        return exitCode;
    }

    private static string Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id.ToString(CultureInfo.InvariantCulture)
            : throw CommandException.Usage($"'{text}' is not an id: a whole number from 1 up", $"“{text}”不是 ID：应为正整数");
}
