using System.Text;
using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>maple(1), from the table of commands.</summary>
internal static class ManPage
{
    private static readonly (string Name, string Meaning)[] s_environment =
    [
        ("MAPLE_CONFIG", "the configuration file"),
        ("MAPLE_URL, MAPLE_KEY", "server and key, for upload and delete"),
        ("MAPLE_USERNAME, MAPLE_EMAIL, MAPLE_PASSWORD", "answers to what would be asked for"),
        ("MAPLE_SECTION_KEY", "any key of the configuration: MAPLE_SERVER_LISTEN is [server] listen"),
        ("LC_ALL, LC_MESSAGES, LANG", "zh: messages and help in Chinese"),
    ];

    private static readonly (string Name, string Meaning)[] s_files =
    [
        ("./maple.toml, /etc/maple/maple.toml", "the configuration: the first of them that is there"),
        ("/var/lib/maple", "pictures and database of an installed service"),
        ("~/.config/maple/credentials.toml", "what 'maple login' keeps"),
    ];

    public static string Write(IReadOnlyList<Command> commands, string version)
    {
        var page = new StringBuilder();
        page.Append($".TH MAPLE 1 \"\" \"maple {Plain(version)}\" \"maple\"\n");
        page.Append(".SH NAME\nmaple \\- an image host in one file\n");
        page.Append(".SH SYNOPSIS\n.B maple\n.I COMMAND\n[\\fIOPTION\\fR]...\n.br\n.B maple help\n[\\fICOMMAND\\fR]\n");
        page.Append(".SH DESCRIPTION\n");
        Say(page, "maple keeps pictures that scripts, programs and people upload, and gives links to them. 'maple serve' is the daemon; the other commands administer it, "
            + "work beside it, or talk to it from another machine. Options may stand anywhere; '--' ends them.");
        page.Append(".SH COMMANDS\n");
        foreach (Command command in commands)
            Write(page, command);
        WriteTable(page, "ENVIRONMENT", s_environment);
        WriteTable(page, "FILES", s_files);
        WriteTable(page, "EXIT STATUS", Enum.GetValues<ExitCode>().Select(code => ($"{(int)code}", ExitCodes.Meaning(code).English)));
        return page.ToString();
    }

    private static void Write(StringBuilder page, Command command)
    {
        page.Append($".SS \"maple {Plain(command.Name)} [OPTION]...{(command.Operands.Name.Length == 0 ? "" : " " + Plain(command.Operands.Name))}\"\n");
        Say(page, command.Summary.English + ".");
        if (command.Details.In(Language.English) is { Length: > 0 } details)
        {
            page.Append(".PP\n");
            Say(page, details);
        }

        foreach (Option option in command.Options)
        {
            string spelling = option.Short is { } letter ? $"\\fB\\-{letter}\\fR, \\fB\\-\\-{Plain(option.Long)}\\fR" : $"\\fB\\-\\-{Plain(option.Long)}\\fR";
            page.Append($".TP\n{spelling}{(option.Value is { } value ? $" \\fI{Plain(value)}\\fR" : "")}\n");
            Say(page, option.Help.English + (option.Choices.Count > 0 ? ": " + string.Join(", ", option.Choices) : ""));
        }

        foreach (Example example in command.Examples)
        {
            page.Append($".PP\n.RS\n.nf\n$ maple {Plain(example.Line)}\n.fi\n.RE\n");
            Say(page, "(" + example.English + ")");
        }
    }

    private static void WriteTable(StringBuilder page, string title, IEnumerable<(string Name, string Meaning)> rows)
    {
        page.Append($".SH \"{title}\"\n");
        foreach ((string name, string meaning) in rows)
        {
            page.Append($".TP\n.B {Plain(name)}\n");
            Say(page, meaning);
        }
    }

    private static void Say(StringBuilder page, string text)
    {
        foreach (string line in text.Split('\n'))
            page.Append(line is ['.' or '\'', ..] ? "\\&" : "").Append(Plain(line)).Append('\n');
    }

    /// <summary>As it stands: no escapes, and hyphens that can be copied (groff_char(7)).</summary>
    private static string Plain(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
