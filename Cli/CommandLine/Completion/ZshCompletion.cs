using System.Text;
using Maple.Errors;

namespace Maple.Cli.CommandLine.Completion;

internal static class ZshCompletion
{
    public static string Write(IReadOnlyList<Command> commands, Language language)
    {
        var script = new StringBuilder("#compdef maple\n# zsh completion for maple, by 'maple completion zsh'\n\n_maple() {\n    local -a commands=(\n");
        foreach (Command command in commands)
            script.Append($"        {Quoted($"{command.Name}:{command.Summary.In(language)}")}\n");
        script.Append(
            """
                )
                if (( CURRENT == 2 )); then
                    _describe command commands
                    return
                fi
                shift words
                (( CURRENT-- ))
                case $words[1] in

            """);
        foreach (Command command in commands)
        {
            script.Append($"        {command.Name})\n            _arguments -s");
            foreach (Option option in Shells.OptionsOf(command))
                script.Append($" \\\n                {Spec(option, language)}");
            if (Shells.TakesFiles(command))
                script.Append(" \\\n                '*:file:_files'");
            else if (Shells.WordsOf(command, commands) is { Count: > 0 } words)
                script.Append($" \\\n                ':word:({string.Join(' ', words)})'");
            script.Append("\n            ;;\n");
        }

        return script.Append("    esac\n}\n\n_maple \"$@\"\n").ToString();
    }

    private static string Spec(Option option, Language language)
    {
        string help = option.Help.In(language).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
        string value = option switch
        {
            { Choices.Count: > 0 } => $":{option.Value}:({string.Join(' ', option.Choices)})",
            { TakesValue: true } => $":{option.Value}:{(Shells.IsFile(option) ? "_files" : " ")}",
            _ => "",
        };
        return option.Short is { } letter
            ? $"'(-{letter} --{option.Long})'{{-{letter},--{option.Long}}}{Quoted($"[{help}]{value}")}"
            : Quoted($"--{option.Long}[{help}]{value}");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
