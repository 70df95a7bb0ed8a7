using System.Diagnostics;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Unix;

namespace Maple.Cli.Service;

/// <summary>One of the things that make up an installation. It looks first whether it is done already.</summary>
/// <param name="What">For people, e.g. <c>write /etc/maple/maple.toml</c>.</param>
internal sealed record Step(string What, Func<bool> IsNeeded, Action Do)
{
    /// <summary>A file with these bytes, whole at any moment.</summary>
    /// <param name="replaces">What others wrote there is replaced as well.</param>
    /// <param name="group">Whose group it gets, its owner being root; null for root's.</param>
    public static Step Write(string path, Func<ReadOnlyMemory<byte>> content, UnixFileMode mode, bool replaces, Func<uint>? group = null) => new(
        $"write {path}",
        () => !File.Exists(path) || (replaces && !content().Span.SequenceEqual(File.ReadAllBytes(path))),
        () =>
        {
            string folder = Path.GetDirectoryName(path)!, temporary = $"{path}.new";
            Directory.CreateDirectory(folder);
            File.Delete(temporary);
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                file.Write(content().Span);
                file.Flush(flushToDisk: true);
            }

            File.SetUnixFileMode(temporary, mode);
            if (group is not null)
                Posix.GiveTo(temporary, 0, group());
            File.Move(temporary, path, overwrite: true);
        });

    /// <summary>A folder that only its owner enters.</summary>
    public static Step MakeFolder(string path, Func<(uint User, uint Group)> owner) => new(
        $"make {path}",
        () => !Directory.Exists(path),
        () =>
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Posix.GiveTo(path, owner().User, owner().Group);
        });

    public static Step Remove(string path) => new($"remove {path}", () => File.Exists(path), () => File.Delete(path));

    /// <summary>A command that must succeed.</summary>
    /// <exception cref="CommandException">From <see cref="Do"/>, when it doesn't.</exception>
    public static Step Run(Func<bool> isNeeded, string program, params string[] arguments) =>
        new($"run {program} {string.Join(' ', arguments)}", isNeeded, () => RunNow(program, arguments));

    /// <summary>Whether a command says yes by its exit code.</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void RunNow(string program, string[] arguments)
    {
        using Process process = Start(program, arguments);
        string said = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CommandException(ExitCode.Failed,
                $"{program} {string.Join(' ', arguments)} failed: {said}", $"{program} {string.Join(' ', arguments)} 失败：{said}");
    }

    private static Process Start(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException(ExitCode.Unavailable,
                $"{program} is not there: this needs a system with systemd", $"找不到 {program}：此命令需要使用 systemd 的系统", e);
        }
    }
}
