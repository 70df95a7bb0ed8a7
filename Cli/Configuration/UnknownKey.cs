using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Configuration;

/// <summary>Says what a key that doesn't exist was probably meant to be.</summary>
internal static class UnknownKey
{
    public static Text Explain(ConfigEntry entry)
    {
        var inSection = ConfigKeys.All.Where(k => k.Section == entry.Section).ToList();
        if (inSection.Count == 0 && entry.Section.Length > 0)
        {
            var section = Suggestion.Nearest(entry.Section, ConfigKeys.Sections);
            return Suggestion.Add(
                new($"[{entry.Section}] {entry.Name}: there is no section [{entry.Section}]",
                    $"[{entry.Section}] {entry.Name}：没有 [{entry.Section}] 这一节"),
                section is null ? null : $"[{section}]");
        }

        var unknown = entry.Section.Length == 0
            ? new Text($"{entry.Name}: a key outside of every section", $"{entry.Name}：不在任何一节之内的配置项")
            : new Text($"[{entry.Section}] {entry.Name}: unknown key", $"[{entry.Section}] {entry.Name}：未知的配置项");
        return Suggestion.Add(unknown,
            Suggestion.Nearest(entry.Name, inSection.Select(k => k.Name)) ?? Elsewhere(entry.Name));
    }

    /// <summary>By the name it has in another section, or had in the original's Config class.</summary>
    private static string? Elsewhere(string name)
    {
        var key = ConfigKeys.All.FirstOrDefault(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? ConfigKeys.All.FirstOrDefault(k => k.Original is not null && k.Original.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (key is null && Suggestion.Nearest(name, ConfigKeys.All.Select(k => k.Name)) is { } nearest)
            key = ConfigKeys.All.First(k => k.Name == nearest);
        return key is null ? null : $"[{key.Section}] {key.Name}";
    }
}
