using System.Buffers;
using System.Globalization;
using System.Text;

namespace Maple.Logging;

/// <summary>
/// <c>2026-11-22T21:41:00.123Z INFO  message name=value name="two words"</c>. To the journal, which knows the time, the line begins with the
/// priority of sd-daemon(3) instead: <c>&lt;6&gt;message name=value</c>.
/// </summary>
internal sealed class TextFormatter(bool forJournal) : ILogFormatter
{
    /// <summary>What nearly every value consists of.</summary>
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except(['\\', '"'])]);

    private readonly StringBuilder _line = new(capacity: 1 << 10);

    public void Write(IBufferWriter<byte> output, in LogEntry entry)
    {
        _line.Clear();
        if (forJournal)
            _line.Append('<').Append(Priority(entry.Level)).Append('>');
        else
            _line.Append(CultureInfo.InvariantCulture, $"{entry.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Word(entry.Level)} ");
        AppendEscaped(entry.Message, quotes: false);
        foreach (LogField field in entry.Fields)
            AppendField(field);
        if (entry.RequestId is { } id)
            AppendField(("request", id));
        if (entry.Exception is { } exception)
            AppendField(("exception", exception.ToString()));
        _line.Append('\n');
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    private void AppendField(in LogField field)
    {
        _line.Append(' ').Append(field.Name).Append('=');
        switch (field.Kind)
        {
            case LogField.FieldKind.Number:
                _line.Append(CultureInfo.InvariantCulture, $"{field.Number}");
                break;
            case LogField.FieldKind.Truth:
                _line.Append(field.Number == 0 ? "false" : "true");
                break;
            case LogField.FieldKind.Duration:
                _line.Append(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(field.Number).TotalMilliseconds:0.000}");
                break;
            default:
                AppendText(field.Text);
                break;
        }
    }

    private void AppendText(string? text)
    {
        bool isPlain = text is { Length: > 0 } && !text.AsSpan().ContainsAny(' ', '"', '=');
        if (!isPlain)
            _line.Append('"');
        AppendEscaped(text, quotes: !isPlain);
        if (!isPlain)
            _line.Append('"');
    }

    private void AppendEscaped(ReadOnlySpan<char> text, bool quotes)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(s_plain);
            if (plain != 0)
            {
                _line.Append(plain < 0 ? text : text[..plain]);
                text = plain < 0 ? default : text[plain..];
                continue;
            }

            bool isWhole = Rune.DecodeFromUtf16(text, out Rune rune, out int length) == OperationStatus.Done;
            char first = text[0];
            if (first == '\n')
                _line.Append("\\n");
            else if (first == '\\' || (quotes && first == '"'))
                _line.Append('\\').Append(first);
            else if (!isWhole || Unprintable.Is(rune))
                _line.Append(CultureInfo.InvariantCulture, $"\\u{(int)first:x4}");
            else
                _line.Append(text[..length]);
            text = text[length..];
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBUG",
        LogLevel.Info => "INFO ",
        LogLevel.Warning => "WARN ",
        _ => "ERROR",
    };

    private static char Priority(LogLevel level) => level switch
    {
        LogLevel.Debug => '7',
        LogLevel.Info => '6',
        LogLevel.Warning => '4',
        _ => '3',
    };
}
