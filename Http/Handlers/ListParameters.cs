using Maple.Errors;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>The parameters that every list takes: page, number, name, description, q, start_date, end_date, descent and sort.</summary>
internal sealed class ListParameters(int perPage)
{
    /// <summary>The most rows of one page: 100 images with their links are 100 KB of JSON.</summary>
    private const int MaxNumber = 100;

    private static readonly Dictionary<string, SortField> s_fields = new(StringComparer.Ordinal)
    {
        ["id"] = SortField.Id,
        ["name"] = SortField.Name,
        ["description"] = SortField.Description,
        ["created_at"] = SortField.CreatedAt,
        ["updated_at"] = SortField.UpdatedAt,
        ["bytes"] = SortField.Bytes,
    };

    /// <exception cref="MapleException"><c>invalid_parameter</c>, naming the parameter.</exception>
    /// <param name="exchange">Its query.</param>
    /// <param name="userId">Whose list it is; null: everybody's.</param>
    public ListQuery Parse(Exchange exchange, long? userId)
    {
        DateTimeOffset? from = Parameters.Time("start_date", exchange.Query("start_date"));
        DateTimeOffset? until = Parameters.Behind("end_date", exchange.Query("end_date"));
        if (from >= until)
        {
            throw Parameters.Invalid(
                "end_date", exchange.Query("end_date")!, new Text("no earlier than start_date", "不早于 start_date 的日期"));
        }

        return new ListQuery
        {
            UserId = userId,
            Page = Parameters.Number("page", exchange.Query("page"), 1, 1, int.MaxValue),
            Number = Parameters.Number("number", exchange.Query("number"), perPage, 1, MaxNumber),
            Name = exchange.Query("name"),
            Description = exchange.Query("description"),
            Text = exchange.Query("q") is { Length: > 0 } text ? text : null,
            From = from,
            Until = until,
            Sort = Sort(exchange),
        };
    }

    private static List<SortKey> Sort(Exchange exchange)
    {
        if (exchange.Query("sort") is { } sort)
            return [.. Split(sort).Select(word => word.StartsWith('-') ? Key("sort", word[1..], true) : Key("sort", word, false))];
        if (exchange.Query("descent") is { } descent)
            return [.. Split(descent).Select(word => Key("descent", word, true))];
        return [];
    }

    private static string[] Split(string words) => words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static SortKey Key(string parameter, string word, bool isDescending) =>
        s_fields.TryGetValue(word, out SortField field)
            ? new SortKey(field, isDescending)
            : throw Parameters.Invalid(
                parameter,
                word,
                new Text($"a list of {string.Join(", ", s_fields.Keys)}", $"由 {string.Join("、", s_fields.Keys)} 组成的列表"));
}
