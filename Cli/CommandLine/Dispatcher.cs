using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>Finds the command, reads its arguments, runs it, and turns what is thrown into a message and an exit code.</summary>
internal sealed class Dispatcher(
    IReadOnlyList<Command> commands, Terminal terminal, IReadOnlyDictionary<string, string> environment, string workingDirectory)
{
    private readonly Language _language = Locale.Of(environment);

    public async Task<ExitCode> RunAsync(IReadOnlyList<string> words, CancellationToken cancellation = default)
    {
        Command? command = null;
        try
        {
            (command, var rest) = Choose(words);
            if (command is null)
            {
                await terminal.Out.WriteAsync(HelpText.Overview(commands, _language));
                return ExitCode.Ok;
            }
            var arguments = Arguments.Parse(command, rest);
            if (arguments.Has(SharedOptions.Help))
            {
                await terminal.Out.WriteAsync(HelpText.Of(command, _language));
                return ExitCode.Ok;
            }
            return await command.RunAsync(new CommandContext
            {
                Arguments = arguments,
                Terminal = terminal,
                Environment = environment,
                WorkingDirectory = workingDirectory,
                Language = _language,
                Cancellation = cancellation,
            });
        }
        catch (Exception e)
        {
            return Report(e, command);
        }
    }

    /// <summary>
    /// The command is the first word that is no option; those before it (<c>maple --config FILE serve</c>) are handed on.
    /// </summary>
    private (Command? Command, IReadOnlyList<string> Arguments) Choose(IReadOnlyList<string> words)
    {
        var at = 0;
        while (at < words.Count && words[at].StartsWith('-'))
        {
            if (words[at] is "--version" or "-V")
                return (Command.Find(commands, "version"), []);
            if (words[at] is "--help" or "-h")
                return (null, []);
            var isConfig = words[at] is "--config" or "-c" || words[at].StartsWith("--config=", StringComparison.Ordinal);
            if (!isConfig)
                throw CommandException.Usage($"unknown option {words[at]} before the command", $"命令之前有未知的选项 {words[at]}");
            at += words[at].Contains('=') ? 1 : 2;
        }
        if (at < words.Count)
            return (Command.Find(commands, words[at]), [.. words.Take(at), .. words.Skip(at + 1)]);
        return at == 0 ? (null, []) : throw CommandException.Usage("the command is missing", "缺少命令");
    }

    private ExitCode Report(Exception exception, Command? command)
    {
        switch (exception)
        {
            case CommandException e:
                Say(e.Text);
                if (e.ExitCode == ExitCode.Usage)
                    terminal.Error.WriteLine((command is null
                        ? new Text("Try 'maple help'.", "请看 maple help。")
                        : new Text($"Try 'maple {command.Name} --help'.", $"请看 maple {command.Name} --help。")).In(_language));
                return e.ExitCode;
            case MapleException { Code: ErrorCode.InvalidConfig } e:
                // Each line begins with the place in the file already.
                terminal.Error.WriteLine(e.Text.In(_language));
                return ExitCode.Config;
            case MapleException e:
                Say(e.Text);
                return ExitCodes.For(e.Code);
            case OperationCanceledException:
                return ExitCode.Interrupted;
            case UnauthorizedAccessException e:
                Say(new(e.Message, $"没有权限：{e.Message}"));
                return ExitCode.NoPermission;
            case IOException e:
                Say(new(e.Message, $"读写失败：{e.Message}"));
                return ExitCode.InputOutput;
            default:
                Say(new($"internal error, please report it:\n{exception}", $"内部错误，请报告：\n{exception}"));
                return ExitCode.Internal;
        }
    }

    private void Say(Text text) => terminal.Error.WriteLine($"maple: {text.In(_language)}");
}
