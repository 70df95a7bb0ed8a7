using System.Globalization;
using Maple.Cli.CommandLine;

namespace Maple.Cli.Configuration;

/// <summary>Reads <c>MAPLE_SECTION_KEY</c>. Lists are separated by commas; an empty text is 'not set' or an empty list.</summary>
internal static class EnvironmentVariables
{
    /// <summary>Variables with the prefix that commands read and that are no keys of the configuration.</summary>
    private static readonly string[] s_others =
        ["MAPLE_CONFIG", "MAPLE_URL", "MAPLE_KEY", "MAPLE_USERNAME", "MAPLE_EMAIL", "MAPLE_PASSWORD", "MAPLE_BIN"];

    private static readonly Dictionary<string, ConfigKey> s_keys = ConfigKeys.All.ToDictionary(k => k.Environment);

    public static IEnumerable<ConfigEntry> Read(IReadOnlyDictionary<string, string> environment, List<ConfigProblem> problems)
    {
        var entries = new List<ConfigEntry>();
        foreach (var (name, text) in environment.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith("MAPLE_", StringComparison.Ordinal) || s_others.Contains(name))
                continue;
            if (s_keys.TryGetValue(name, out var key))
                entries.Add(new(key.Section, key.Name, Value(key.Shape, text), ConfigSource.Variable(name)));
            else if (IsMeantForUs(name, out var nearest))
                problems.Add(new(ConfigSource.Variable(name), Suggestion.Add(
                    new("no key of the configuration has this name", "没有这样命名的配置项"), nearest)));
        }
        return entries;
    }

    /// <summary>
    /// A name in a known section, or one slip away from a known name. Others are let be: orchestrators set variables of their own
    /// for a service that is called maple (<c>MAPLE_PORT_8000_TCP</c>).
    /// </summary>
    private static bool IsMeantForUs(string name, out string? nearest)
    {
        nearest = Suggestion.Nearest(name, s_keys.Keys);
        return nearest is not null
            || ConfigKeys.Sections.Any(s => name.StartsWith($"MAPLE_{s}_", StringComparison.OrdinalIgnoreCase));
    }

    private static object Value(Shape shape, string text) => shape switch
    {
        Shape.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        Shape.Boolean when text.ToLowerInvariant() is "true" or "1" or "yes" or "on" => true,
        Shape.Boolean when text.ToLowerInvariant() is "false" or "0" or "no" or "off" => false,
        Shape.List => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList<object>(),
        _ => text,
    };
}
