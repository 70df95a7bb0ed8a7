using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>A command can't go on; the text says what to do.</summary>
internal sealed class CommandException(ExitCode exitCode, Text text, Exception? inner = null) : Exception(text.English, inner)
{
    public CommandException(ExitCode exitCode, string english, string chinese, Exception? inner = null)
        : this(exitCode, new Text(english, chinese), inner)
    {
    }

    public ExitCode ExitCode { get; } = exitCode;
    public Text Text { get; } = text;

    public static CommandException Usage(string english, string chinese) => new(ExitCode.Usage, english, chinese);

    /// <param name="known">Of which the nearest is suggested.</param>
    public static CommandException UnknownAction(string action, string[] known) =>
        new(ExitCode.Usage, Suggestion.Add(new($"unknown action '{action}'", $"未知的操作“{action}”"), action, known));
}
