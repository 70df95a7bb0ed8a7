namespace Maple.Cli.Configuration;

/// <summary>A configuration and where it came from.</summary>
/// <param name="File">The file that was read, absolute; null when none was.</param>
/// <param name="Sources">By key, those alone that are not at their default.</param>
/// <param name="Problems">As long as there are any, <paramref name="Options"/> must not be used to run.</param>
internal sealed record LoadedConfig(
    MapleOptions Options, string? File, IReadOnlyDictionary<ConfigKey, ConfigSource> Sources, IReadOnlyList<ConfigProblem> Problems)
{
    public ConfigSource SourceOf(ConfigKey key) => Sources.GetValueOrDefault(key);
}
