using System.Globalization;
using Maple.Errors;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>Reads single values of a request; an error names the parameter, the value and what is allowed.</summary>
internal static class Parameters
{
    /// <summary>Ten pages of the largest size.</summary>
    public const int MaxIds = 1_000;

    public static MapleException Missing(string name) => new(
        ErrorCode.InvalidParameter, $"'{name}' is missing.", $"缺少参数 '{name}'。")
    { Parameter = name };

    public static MapleException Invalid(string name, string value, Text allowed) => new(
        ErrorCode.InvalidParameter,
        $"'{Excerpt.Of(name)}' must be {allowed.English}; '{Excerpt.Of(value)}' is not.",
        $"参数 '{Excerpt.Of(name)}' 应为 {allowed.Chinese}，而不是 '{Excerpt.Of(value)}'。")
    {
        Parameter = Excerpt.Of(name),
    };

    /// <summary>The value as it is, once the rule has let it pass; null stays null.</summary>
    /// <param name="rule">Throws for a value that it doesn't allow.</param>
    public static string? Checked(string? value, Action<string> rule)
    {
        if (value is not null)
            rule(value);
        return value;
    }

    /// <summary>An id from a path. What can't be an id names nothing: 0, negative, huge, or a word.</summary>
    public static long Id(string value, Func<string, MapleException> notFound) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0
            ? id
            : throw notFound(Excerpt.Of(value));

    /// <summary>Ids separated by commas, each once, in the order given.</summary>
    public static IReadOnlyList<long> Ids(string? value, int most = MaxIds)
    {
        if (string.IsNullOrEmpty(value))
            throw Missing("ids");
        string[] words = value.Split(',', StringSplitOptions.TrimEntries);
        return words.Length <= most ? [.. words.Select(word => Id(word, _ => NoIds())).Distinct()] : throw NoIds();

        MapleException NoIds() => Invalid("ids", value, new Text(
            string.Create(CultureInfo.InvariantCulture, $"a list of 1 to {most:N0} ids"),
            string.Create(CultureInfo.InvariantCulture, $"1 到 {most:N0} 个编号组成的列表")));
    }

    /// <summary>A whole number within bounds, or the default when absent.</summary>
    public static int Number(string name, string? value, int fallback, int least, int most)
    {
        if (value is null)
            return fallback;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        throw Invalid(
            name,
            value,
            new Text(
                string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
                string.Create(CultureInfo.InvariantCulture, $"{least} 到 {most} 之间的整数")));
    }

    /// <summary>True or false, null when absent.</summary>
    public static bool? Flag(string name, string? value) => value switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Invalid(name, value, new Text("true or false", "true 或 false")),
    };

    /// <summary>What becomes of a deleted album's images; one that has some is refused without a word on them.</summary>
    public static AlbumImages AlbumImages(string? value) => value switch
    {
        null => Storage.AlbumImages.Refuse,
        "delete" => Storage.AlbumImages.Delete,
        "move" => Storage.AlbumImages.Move,
        _ => throw Invalid("images", value, new Text("'delete' or 'move'", "'delete' 或 'move'")),
    };

    /// <summary>A moment, as RFC 3339 has it, or the beginning of a day, UTC; null when absent or empty.</summary>
    public static DateTimeOffset? Time(string name, string? value)
    {
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        if (string.IsNullOrEmpty(value))
            return null;
        if (DateTimeOffset.TryParseExact(
            value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
            return time;
        throw Invalid(name, value, new Text("a time as 2027-01-31T12:00:00Z, or a day as 2027-01-31", "形如 2027-01-31T12:00:00Z 的时间，或形如 2027-01-31 的日期"));
    }

    /// <summary>The moment behind one that is included, or behind a day, UTC; null when absent or empty, or at the end of all time.</summary>
    public static DateTimeOffset? Behind(string name, string? value)
    {
        if (Time(name, value) is not { } time)
            return null;
        TimeSpan length = value!.Length == "2027-01-31".Length ? TimeSpan.FromDays(1) : TimeSpan.FromTicks(1);
        return time < DateTimeOffset.MaxValue - length ? time + length : null;
    }
}
