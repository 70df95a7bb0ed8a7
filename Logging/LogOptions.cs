namespace Maple.Logging;

internal enum LogFormat
{
    Text,
    Json,
}

internal enum LogLevel
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>The <c>[log]</c> section of the configuration.</summary>
internal sealed record LogOptions
{
    public LogFormat Format { get; init; } = LogFormat.Text;
    public LogLevel Level { get; init; } = LogLevel.Info;
}
