using Maple.Errors;

namespace Maple.Cli.CommandLine.Completion;

/// <summary>What the completions of all shells are made from.</summary>
internal static class Shells
{
    public static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<Command>, Language, string>> All =
        new Dictionary<string, Func<IReadOnlyList<Command>, Language, string>>
        {
            ["bash"] = (commands, _) => BashCompletion.Write(commands),
            ["fish"] = FishCompletion.Write,
            ["zsh"] = ZshCompletion.Write,
        };

    public static IEnumerable<Option> OptionsOf(Command command) => command.Options.Append(SharedOptions.Help);

    /// <summary>Words that may stand as its operand; empty where it takes files, or none.</summary>
    public static IReadOnlyList<string> WordsOf(Command command, IReadOnlyList<Command> commands) => command.Operands.Name switch
    {
        "[COMMAND]" => [.. commands.Select(c => c.Name)],
        "SHELL" => [.. All.Keys],
        _ => [],
    };

    public static bool TakesFiles(Command command) => command.Operands.Name.Contains("FILE", StringComparison.Ordinal)
        || command.Operands.Name.Contains("FOLDER", StringComparison.Ordinal) || command.Operands.Name.Contains("BACKUP", StringComparison.Ordinal);

    public static bool IsFile(Option option) => option.Value is "FILE" or "FOLDER";
}
