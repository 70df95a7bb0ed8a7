using Maple.Cli.Client;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class UploadCommand : Command
{
    private const string StandardInput = "-";

    private static readonly Option s_album = new("album", 'a', "NAME", "the album, by name or id; made if there is none",
        "相册（名称或 ID）；没有则新建");
    private static readonly Option s_name = new("name", 'n', "NAME", "what standard input is to be called", "标准输入的文件名");

    private static readonly Option s_format = new("format", 'f', "FORMAT", "what is printed (url unless given)", "输出格式（默认 url）")
    {
        Choices = ["url", "markdown", "html", "bbcode", "json", "typora"],
    };

    public override string Name => "upload";
    public override Text Summary => new("Uploads pictures and prints their links", "上传图片并输出链接");

    public override Text Details => new(
        "Prints one link per line, in the order given; '-' is standard input. Reasons for failures go to standard error,\n"
            + "and the exit code is 1 if any failed. What the server has already is not stored twice: its link is printed.",
        "按给定顺序每行输出一个链接；“-”表示标准输入。失败原因写到标准错误，\n"
            + "有任何失败则退出码为 1。服务器已有的图片不会重复保存，直接输出其链接。");

    public override Operands Operands => new("FILE...", 1, int.MaxValue);

    public override IReadOnlyList<Option> Options =>
        [s_album, s_format, s_name, ServerTarget.UrlOption, ServerTarget.KeyOption, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("upload desktop.png", "prints its link", "输出链接"),
        new("upload --album trip --format markdown *.jpg", "a folder of photos as Markdown", "一组照片，输出 Markdown"),
        new("upload --format typora *.png", "as Typora's custom command", "作为 Typora 的自定义命令"),
        new("upload --name shot.png - < shot.png", "standard input under a name", "上传标准输入并命名"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var files = context.Arguments.Operands;
        if (files.Count(f => f == StandardInput) > 1)
            throw CommandException.Usage("'-' can be given once only", "“-”只能出现一次");
        var target = ServerTarget.Of(context).WithKey();

        var jobs = new List<UploadJob>();
        try
        {
            foreach (var file in files)
                jobs.Add(await OpenAsync(context, file));
            using var client = new MapleClient(target, context.Language);
            var progress = new ProgressBar(context.Terminal, jobs.Sum(j => j.Length), TimeProvider.System);
            var format = context.Arguments.Value(s_format) ?? "url";
            // Typora reads the links behind a line of these words.
            var isTypora = format == "typora";
            var batch = new UploadBatch(client, progress, context.Arguments.Value(s_album), isTypora ? "url" : format);
            var headed = !isTypora;

            var hasFailed = false;
            await foreach (var outcome in batch.RunAsync(jobs, context.Cancellation))
            {
                if (!headed && outcome.Link is not null)
                {
                    context.Out.WriteLine("Upload Success:");
                    headed = true;
                }

                progress.Interrupt(() => Print(context, outcome));
                hasFailed |= outcome.Link is null;
            }
            return hasFailed ? ExitCode.Failed : ExitCode.Ok;
        }
        finally
        {
            foreach (var job in jobs)
                job.Dispose();
        }
    }

    private static async Task<UploadJob> OpenAsync(CommandContext context, string file)
    {
        try
        {
            return new(file, file == StandardInput
                ? await UploadSource.OfStandardInputAsync(context.Terminal.In, context.Arguments.Value(s_name), context.Cancellation)
                : await UploadSource.OfFileAsync(context.FullPath(file), context.Cancellation));
        }
        catch (MapleException e)
        {
            return new(file, e.Text);
        }
        catch (IOException e)
        {
            return new(file, new Text(e.Message, e.Message));
        }
    }

    private static void Print(CommandContext context, UploadOutcome outcome)
    {
        if (outcome.Link is { } link)
            context.Out.WriteLine(link);
        else
            context.Error.WriteLine($"{outcome.File}: {outcome.Error.In(context.Language)}");
    }
}
