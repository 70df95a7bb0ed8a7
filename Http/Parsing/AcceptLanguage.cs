using Maple.Errors;

namespace Maple.Http.Parsing;

/// <summary>Which of maple's languages a client prefers (RFC 9110 12.5.4).</summary>
internal static class AcceptLanguage
{
    /// <summary>The heaviest of the languages that maple speaks, the first of equals; English when there is none.</summary>
    public static Language Prefer(string? header)
    {
        var preferred = Language.English;
        double best = 0;
        foreach (var (tag, quality) in QualityList.Parse(header))
        {
            if (quality > best && Find(tag) is { } language)
            {
                (preferred, best) = (language, quality);
            }
        }
        return preferred;
    }

    /// <summary>By the primary subtag: zh, zh-CN, zh-Hans-SG and zh-TW are all Chinese. Some clients write an underscore.</summary>
    private static Language? Find(string tag) => tag.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "zh" => Language.Chinese,
        "en" or "*" => Language.English,
        _ => null,
    };
}
