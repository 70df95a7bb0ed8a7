namespace Maple.Logging;

/// <summary>
/// <c>log.Info("listening", ("address", address), ("port", 8000))</c>. The message is a fixed English phrase, what varies goes into fields.
/// Safe from any thread; no member throws.
/// </summary>
internal sealed class Log
{
    private readonly LogSink _sink;
    private readonly LogLevel _level;
    private readonly TimeProvider _time;
    private readonly string? _requestId;

    public Log(LogOptions options, Stream output, TimeProvider time, bool toJournal = false)
        : this(
            new LogSink(output, options.Format == LogFormat.Json ? new JsonFormatter() : new TextFormatter(toJournal), new RecentEvents()),
            options.Level,
            time,
            requestId: null)
    {
    }

    private Log(LogSink sink, LogLevel level, TimeProvider time, string? requestId)
    {
        _sink = sink;
        _level = level;
        _time = time;
        _requestId = requestId;
    }

    public RecentEvents Recent => _sink.Recent;

    public static Log ToStandardError(LogOptions options) =>
        new(options, Console.OpenStandardError(), TimeProvider.System, Journal.IsStandardError());

    /// <summary>The same log, whose entries carry the request's id.</summary>
    public Log ForRequest(string requestId) => new(_sink, _level, _time, requestId);

    public bool IsOn(LogLevel level) => level >= _level;

    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Debug, message, null, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Info, message, null, fields);

    public void Warning(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Warning, message, null, fields);

    public void Warning(string message, Exception exception, params ReadOnlySpan<LogField> fields) =>
        Write(LogLevel.Warning, message, exception, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Error, message, null, fields);

    public void Error(string message, Exception exception, params ReadOnlySpan<LogField> fields) =>
        Write(LogLevel.Error, message, exception, fields);

    /// <summary>A line of the access log. <see cref="Recent"/> leaves these out: a busy minute would push out everything else.</summary>
    public void Access(params ReadOnlySpan<LogField> fields) => Write(LogLevel.Info, "access", null, fields, remember: false);

    private void Write(LogLevel level, string message, Exception? exception, ReadOnlySpan<LogField> fields, bool remember = true)
    {
        if (!IsOn(level))
            return;
        var entry = new LogEntry
        {
            Time = _time.GetUtcNow(),
            Level = level,
            Message = message,
            RequestId = _requestId,
            Exception = exception,
            Fields = fields,
        };
        _sink.Write(entry, remember && level > LogLevel.Debug);
    }
}
