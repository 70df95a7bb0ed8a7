using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class InitCommand : Command
{
    private static readonly Option s_force = new("force", 'f', null, "overwrite a file that is there", "覆盖已有的文件");
    private static readonly Option s_stdout = new("stdout", null, "print it instead", "改为输出到标准输出");

    private static readonly Option s_data = new("data", "FOLDER", "set upload_root in it", "在其中设置 upload_root");

    public override string Name => "init";
    public override Text Summary => new("Writes a commented maple.toml", "生成带注释的 maple.toml");

    public override Text Details => new(
        "The file shows every key with its meaning and its default, all commented out: maple runs without it as well.\n"
            + "FILE is ./maple.toml unless given.",
        "文件列出所有配置项的含义和默认值，均已注释掉：没有它 maple 也能运行。\n"
            + "不指定 FILE 则写入 ./maple.toml。");

    public override Operands Operands => new("[FILE]", 0, 1);
    public override IReadOnlyList<Option> Options => [s_data, s_force, s_stdout];

    public override IReadOnlyList<Example> Examples =>
    [
        new("init", "writes ./maple.toml", "写入 ./maple.toml"),
        new("init --data /srv/pictures", "the same, with its data in another place", "同上，数据放在别处"),
        new("init --stdout", "shows it", "只显示"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var toml = ConfigTemplate.Write(context.Language, context.Arguments.Value(s_data));
        if (context.Arguments.Has(s_stdout))
        {
            await context.Out.WriteAsync(toml);
            return ExitCode.Ok;
        }

        var name = context.Arguments.Operands is [var given] ? given : ConfigLoader.FileName;
        await WriteAsync(context.FullPath(name), name, toml, context.Arguments.Has(s_force));
        context.Out.WriteLine(name);
        return ExitCode.Ok;
    }

    private static async Task WriteAsync(string path, string name, string toml, bool force)
    {
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = force ? FileMode.Create : FileMode.CreateNew,
                Access = FileAccess.Write,
                // It may come to hold secret_key.
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            await using var writer = new StreamWriter(file);
            await writer.WriteAsync(toml);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException(ExitCode.CannotCreate, $"{name}: its folder doesn't exist", $"{name}：所在目录不存在", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException(ExitCode.CannotCreate, $"{name}: no permission to write it", $"{name}：没有写入权限", e);
        }
        catch (IOException e) when (!force && File.Exists(path))
        {
            throw new CommandException(ExitCode.CannotCreate, $"{name} exists already; --force overwrites it",
                $"{name} 已存在；--force 可覆盖", e);
        }
    }
}
