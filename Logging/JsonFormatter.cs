using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Maple.Logging;

/// <summary><c>{"time":"...Z","level":"info","message":"...","name":value,...,"request":"...","exception":{...}}</c>, one object a line.</summary>
internal sealed class JsonFormatter : ILogFormatter, IDisposable
{
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = ReadableEncoder(), SkipValidation = true });

    public void Write(IBufferWriter<byte> output, in LogEntry entry)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("time"u8, entry.Time.UtcDateTime);
        _json.WriteString("level"u8, Word(entry.Level));
        _json.WriteString("message"u8, entry.Message);
        foreach (LogField field in entry.Fields)
            WriteField(_json, field);
        if (entry.RequestId is { } id)
            _json.WriteString("request"u8, id);
        if (entry.Exception is { } exception)
        {
            _json.WritePropertyName("exception"u8);
            WriteException(exception);
        }

        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Name and value; durations in milliseconds.</summary>
    public static void WriteField(Utf8JsonWriter json, in LogField field)
    {
        switch (field.Kind)
        {
            case LogField.FieldKind.Number:
                json.WriteNumber(field.Name, field.Number);
                break;
            case LogField.FieldKind.Truth:
                json.WriteBoolean(field.Name, field.Number != 0);
                break;
            case LogField.FieldKind.Duration:
                json.WriteNumber(field.Name, Math.Round(TimeSpan.FromTicks(field.Number).TotalMilliseconds, 3));
                break;
            default:
                json.WriteString(field.Name, field.Text);
                break;
        }
    }

    private void WriteException(Exception exception)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, exception.GetType().FullName);
        _json.WriteString("message"u8, exception.Message);
        _json.WriteString("stack"u8, exception.StackTrace);
        if (exception.InnerException is { } inner)
        {
            _json.WritePropertyName("inner"u8);
            WriteException(inner);
        }

        _json.WriteEndObject();
    }

    /// <summary>Letters of every language stay readable; what is unprintable is escaped, control characters and separators anyway.</summary>
    private static JavaScriptEncoder ReadableEncoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        foreach ((char first, char last) in Unprintable.BidirectionalControls)
            settings.ForbidRange(UnicodeRange.Create(first, last));
        return JavaScriptEncoder.Create(settings);
    }

    public static ReadOnlySpan<byte> Word(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug"u8,
        LogLevel.Info => "info"u8,
        LogLevel.Warning => "warning"u8,
        _ => "error"u8,
    };
}
