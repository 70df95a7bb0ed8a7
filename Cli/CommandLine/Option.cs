using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>An option of a command; <paramref name="Long"/> without its hyphens.</summary>
/// <param name="Value">What stands for its value in the help (NAME, FILE, ...); null for a switch.</param>
internal sealed record Option(string Long, char? Short, string? Value, Text Help)
{
    public Option(string @long, string? value, string english, string chinese)
        : this(@long, null, value, new Text(english, chinese))
    {
    }

    public Option(string @long, char @short, string? value, string english, string chinese)
        : this(@long, @short, value, new Text(english, chinese))
    {
    }

    /// <summary>The values that are allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool TakesValue => Value is not null;
}

/// <summary>Options that more than one command has.</summary>
internal static class SharedOptions
{
    public static readonly Option Help = new("help", 'h', null, "show this help", "显示本帮助");

    public static readonly Option Config = new("config", 'c', "FILE",
        "the configuration file (else $MAPLE_CONFIG, ./maple.toml, /etc/maple/maple.toml, the defaults)",
        "配置文件（否则依次为 $MAPLE_CONFIG、./maple.toml、/etc/maple/maple.toml、默认值）");

    public static readonly Option Json = new("json", null, "answer in JSON, for scripts", "以 JSON 输出，供脚本使用");
}
