namespace Maple.Logging;

/// <summary>An entry as it was logged, for people to look at.</summary>
/// <param name="RequestId">Of the request that it is about, if any.</param>
/// <param name="Exception">Kind and message, without the stack; null for none.</param>
internal sealed record RecentEvent(
    DateTimeOffset Time, LogLevel Level, string Message, string? RequestId, IReadOnlyList<LogField> Fields, string? Exception)
{
    /// <summary>Characters of one text: 200 events with three long fields each are a megabyte.</summary>
    private const int MaxText = 1_000;

    public static RecentEvent Of(in LogEntry entry)
    {
        var fields = new LogField[entry.Fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            LogField field = entry.Fields[i];
            fields[i] = field.Text is { Length: > MaxText } text ? (field.Name, Cut(text)) : field;
        }

        string? exception = entry.Exception is { } error ? Cut($"{error.GetType().Name}: {error.Message}") : null;
        return new RecentEvent(entry.Time, entry.Level, entry.Message, entry.RequestId, fields, exception);
    }

    /// <summary>Whether its message or one of its texts contains this, without regard to case.</summary>
    public bool Contains(string text) =>
        ((IEnumerable<string?>)[Message, RequestId, Exception, .. Fields.Select(field => field.Text)])
            .Any(part => part?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";
}

/// <summary>The last entries, for the back office: a daemon whose log nobody reads can still say what went wrong. Safe from any thread.</summary>
internal sealed class RecentEvents
{
    /// <summary>A few screens.</summary>
    public const int Capacity = 200;

    private readonly Lock _lock = new();
    private readonly Queue<RecentEvent> _events = new(Capacity);

    public void Add(RecentEvent recent)
    {
        lock (_lock)
        {
            if (_events.Count == Capacity)
                _events.Dequeue();
            _events.Enqueue(recent);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecentEvent> List()
    {
        lock (_lock)
            return [.. _events.Reverse()];
    }
}
