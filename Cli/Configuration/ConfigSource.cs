using Maple.Errors;
using Maple.Logging;

namespace Maple.Cli.Configuration;

internal enum ConfigOrigin
{
    Default,
    File,
    Environment,
}

/// <summary>
/// Where a value comes from: the default, a line of a file (from 1; 0 is the file as a whole) or an environment variable.
/// </summary>
internal readonly record struct ConfigSource(ConfigOrigin Origin, string Name = "", int Line = 0)
{
    public static ConfigSource File(string name, int line) => new(ConfigOrigin.File, name, line);

    public static ConfigSource Variable(string name) => new(ConfigOrigin.Environment, name);

    public override string ToString() => Origin switch
    {
        ConfigOrigin.Default => "default",
        ConfigOrigin.File when Line > 0 => $"{Name}:{Line}",
        _ => Name,
    };
}

/// <summary>A value that someone gave a name to, known or not.</summary>
internal sealed record ConfigEntry(string Section, string Name, object Value, ConfigSource Source);

/// <summary>Something that must be put right before maple runs.</summary>
internal sealed record ConfigProblem(ConfigSource Source, Text Message)
{
    /// <summary>A line. What the file holds is quoted in it, and must not steer the terminal of whoever checks the file.</summary>
    public string In(Language language) =>
        string.Concat($"{Source}: {Message.In(language)}".EnumerateRunes().Select(rune => Unprintable.Is(rune) ? "\uFFFD" : rune.ToString()));
}
