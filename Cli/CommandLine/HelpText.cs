using System.Text;
using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Overview(IReadOnlyList<Command> commands, Language language)
    {
        var help = new StringBuilder();
        help.AppendLine(new Text(
            """
            maple: an image host in one file

            Usage: maple COMMAND [OPTION]...

            Commands:
            """,
            """
            maple：单文件图床

            用法：maple 命令 [选项]...

            命令：
            """).In(language));
        var width = commands.Max(c => c.Name.Length);
        foreach (var command in commands)
            help.AppendLine($"  {command.Name.PadRight(width)}  {command.Summary.In(language)}");
        help.AppendLine().AppendLine(new Text(
            """
            'maple help COMMAND' tells more of one. A beginning:
              maple create-user -u bob -e bob@example.org
              maple serve
            """,
            """
            maple help 命令 显示该命令的详细说明。入门：
              maple create-user -u bob -e bob@example.org
              maple serve
            """).In(language));
        return help.ToString();
    }

    public static string Of(Command command, Language language)
    {
        var help = new StringBuilder();
        var operands = command.Operands.Name.Length == 0 ? "" : " " + command.Operands.Name;
        help.AppendLine(new Text($"Usage: maple {command.Name} [OPTION]...{operands}",
            $"用法：maple {command.Name} [选项]...{operands}").In(language));
        help.AppendLine().AppendLine(command.Summary.In(language));
        if (command.Details.In(language) is { } details)
            help.AppendLine().AppendLine(details);

        help.AppendLine().AppendLine(new Text("Options:", "选项：").In(language));
        Option[] options = [.. command.Options, SharedOptions.Help];
        var width = options.Max(o => Spelling(o).Length);
        foreach (var option in options)
        {
            help.AppendLine($"  {Spelling(option).PadRight(width)}  {option.Help.In(language)}{Choices(option).In(language)}");
        }

        if (command.Examples.Count > 0)
            help.AppendLine().AppendLine(new Text("Examples:", "示例：").In(language));
        foreach (var example in command.Examples)
            help.AppendLine($"  maple {example.Line}").AppendLine($"      {example.Meaning.In(language)}");
        return help.ToString();
    }

    private static Text Choices(Option option) => option.Choices.Count == 0
        ? new("", "")
        : new($": {string.Join(", ", option.Choices)}", $"：{string.Join('、', option.Choices)}");

    private static string Spelling(Option option)
    {
        var @short = option.Short is { } letter ? $"-{letter}, " : "    ";
        return $"{@short}--{option.Long}{(option.Value is { } value ? $" {value}" : "")}";
    }
}
