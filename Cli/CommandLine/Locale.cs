using Maple.Errors;

namespace Maple.Cli.CommandLine;

internal static class Locale
{
    /// <summary>The language of messages as POSIX has it: LC_ALL before LC_MESSAGES before LANG; an empty one counts as not set.</summary>
    public static Language Of(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in (string[])["LC_ALL", "LC_MESSAGES", "LANG"])
            if (environment.GetValueOrDefault(name) is { Length: > 0 } locale)
                return locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Language.Chinese : Language.English;
        return Language.English;
    }
}
