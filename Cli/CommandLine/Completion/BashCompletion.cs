using System.Text;

namespace Maple.Cli.CommandLine.Completion;

internal static class BashCompletion
{
    public static string Write(IReadOnlyList<Command> commands)
    {
        var script = new StringBuilder();
        script.Append(
            """
            # bash completion for maple, by 'maple completion bash'
            _maple() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= at
                for ((at = 1; at < COMP_CWORD; at++)); do
                    case ${COMP_WORDS[at]} in
                        -c|--config) ((at++)) ;;
                        -*) ;;
                        *) command=${COMP_WORDS[at]}; break ;;
                    esac
                done
                COMPREPLY=()
                # Without words, bash offers files.
                local words= options=
                case $command in

            """);
        script.Append($"        '') words='{string.Join(' ', commands.Select(c => c.Name))}' ;;\n");
        foreach (Command command in commands)
        {
            script.Append($"        {command.Name})\n            options='{string.Join(' ', Shells.OptionsOf(command).Select(o => $"--{o.Long}"))}'\n");
            if (Shells.WordsOf(command, commands) is { Count: > 0 } words)
                script.Append($"            words='{string.Join(' ', words)}'\n");
            string[] values = [.. Shells.OptionsOf(command).Where(o => o.TakesValue).Select(o =>
                $"                {Spellings(o)}) {(o.Choices.Count > 0 ? $"COMPREPLY=($(compgen -W '{string.Join(' ', o.Choices)}' -- \"$current\")); " : "")}return ;;\n")];
            if (values.Length > 0)
                script.Append($"            case $previous in\n{string.Concat(values)}            esac\n");
            script.Append("            ;;\n");
        }

        script.Append(
            """
                esac
                [[ $current == -* ]] && words=$options
                [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _maple maple

            """);
        return script.ToString();
    }

    private static string Spellings(Option option) => option.Short is { } letter ? $"--{option.Long}|-{letter}" : $"--{option.Long}";
}
