using Maple.Cli.Configuration;
using Maple.Http.Handlers.Admin;

namespace Maple.Cli;

/// <summary>The configuration as administrators see it.</summary>
internal static class RunningConfig
{
    private const string Mask = "********";

    public static IReadOnlyList<Setting> Of(LoadedConfig config) =>
    [
        .. ConfigKeys.All.Select(key => new Setting(
            key.Section,
            key.Name,
            key.Get(config.Options) is { } value ? key.IsSecret ? Mask : TomlValue.Show(value) : null,
            key.Default,
            config.SourceOf(key).ToString())),
    ];
}
