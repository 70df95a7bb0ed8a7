
namespace Maple.Cli.CommandLine;

/// <summary>
/// A command's arguments, read with GNU's habits: options anywhere, <c>--name VALUE</c>, <c>--name=VALUE</c>, <c>-n VALUE</c>,
/// <c>-nVALUE</c>, bundled switches, and <c>--</c> before operands that begin with a hyphen. The last of a repeated option counts.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<Option, string> _values = [];
    private readonly List<string> _operands = [];

    public IReadOnlyList<string> Operands => _operands;

    public bool Has(Option option) => _values.ContainsKey(option);

    public string? Value(Option option) => _values.GetValueOrDefault(option);

    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/></exception>
    public static Arguments Parse(Command command, IReadOnlyList<string> words)
    {
        var arguments = new Arguments();
        Option[] options = [.. command.Options, SharedOptions.Help];
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                arguments._operands.AddRange(words.Skip(i + 1));
                break;
            }
            if (word.StartsWith("--", StringComparison.Ordinal))
                arguments.ReadLong(options, word, words, ref i);
            else if (word.Length > 1 && word[0] == '-')
                arguments.ReadShort(options, word, words, ref i);
            else
                arguments._operands.Add(word);
        }
        if (!arguments.Has(SharedOptions.Help))
            arguments.CheckOperands(command);
        return arguments;
    }

    private void ReadLong(Option[] options, string word, IReadOnlyList<string> words, ref int i)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word[2..] : word[2..equals];
        var option = Array.Find(options, o => o.Long == name) ?? throw Unknown(options, $"--{name}", name);
        if (option.TakesValue)
            Set(option, equals < 0 ? Next(words, ref i, word) : word[(equals + 1)..]);
        else if (equals < 0)
            Set(option, "");
        else
            throw CommandException.Usage($"--{name} takes no value", $"--{name} 不带值");
    }

    private void ReadShort(Option[] options, string word, IReadOnlyList<string> words, ref int i)
    {
        for (var at = 1; at < word.Length; at++)
        {
            var option = Array.Find(options, o => o.Short == word[at]) ?? throw Unknown(options, $"-{word[at]}", word[1..]);
            if (option.TakesValue)
            {
                Set(option, at + 1 < word.Length ? word[(at + 1)..] : Next(words, ref i, $"-{word[at]}"));
                return;
            }
            Set(option, "");
        }
    }

    private void Set(Option option, string value)
    {
        if (option.Choices.Count > 0 && !option.Choices.Contains(value))
        {
            throw new CommandException(ExitCode.Usage, Suggestion.Add(
                new($"--{option.Long} {value}: not one of {string.Join(", ", option.Choices)}",
                    $"--{option.Long} {value}：不是下列之一：{string.Join('、', option.Choices)}"),
                value, option.Choices));
        }
        _values[option] = value;
    }

    private static string Next(IReadOnlyList<string> words, ref int i, string name) => ++i < words.Count
        ? words[i]
        : throw CommandException.Usage($"{name} needs a value", $"{name} 需要一个值");

    private static CommandException Unknown(Option[] options, string shown, string name)
    {
        var nearest = Suggestion.Nearest(name, options.Select(o => o.Long));
        return new(ExitCode.Usage, Suggestion.Add(
            new($"unknown option {shown}", $"未知的选项 {shown}"), nearest is null ? null : $"--{nearest}"));
    }

    private void CheckOperands(Command command)
    {
        var (name, min, max) = command.Operands;
        if (_operands.Count < min)
            throw CommandException.Usage($"{name} is missing", $"缺少 {name}");
        if (_operands.Count > max)
            throw CommandException.Usage($"'{_operands[max]}' is one argument too many", $"多余的参数“{_operands[max]}”");
    }
}
