namespace Maple.Logging;

/// <summary>One thing that happened, on its way into a line.</summary>
internal readonly ref struct LogEntry
{
    public required DateTimeOffset Time { get; init; }
    public required LogLevel Level { get; init; }

    /// <summary>A fixed English phrase; what varies is in the fields, so that entries can be counted by it.</summary>
    public required string Message { get; init; }

    public string? RequestId { get; init; }
    public Exception? Exception { get; init; }
    public ReadOnlySpan<LogField> Fields { get; init; }
}
