using System.Text;
using Maple.Errors;

namespace Maple.Cli.CommandLine.Completion;

internal static class FishCompletion
{
    public static string Write(IReadOnlyList<Command> commands, Language language)
    {
        var script = new StringBuilder("# fish completion for maple, by 'maple completion fish'\n");
        foreach (Command command in commands)
            script.Append($"complete -c maple -n __fish_use_subcommand -f -a {command.Name} -d {Quoted(command.Summary.In(language))}\n");
        foreach (Command command in commands)
        {
            string seen = $"complete -c maple -n '__fish_seen_subcommand_from {command.Name}'";
            if (!Shells.TakesFiles(command))
                script.Append($"{seen} -f{(Shells.WordsOf(command, commands) is { Count: > 0 } words ? $" -a '{string.Join(' ', words)}'" : "")}\n");
            foreach (Option option in Shells.OptionsOf(command))
                script.Append($"{seen}{(option.Short is { } letter ? $" -s {letter}" : "")} -l {option.Long}{Value(option)} -d {Quoted(option.Help.In(language))}\n");
        }

        return script.ToString();
    }

    private static string Value(Option option) => option switch
    {
        { Choices.Count: > 0 } => $" -x -a '{string.Join(' ', option.Choices)}'",
        { TakesValue: true } => Shells.IsFile(option) ? " -r -F" : " -x",
        _ => "",
    };

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
