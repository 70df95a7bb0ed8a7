using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Maple.Cli.CommandLine;

/// <summary>JSON on standard output, one line, letters of all scripts as they are.</summary>
internal static class JsonOutput
{
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Nothing here ends up in HTML, so < and > need no escapes.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>With --json the value itself, without it what <paramref name="asText"/> makes of it.</summary>
    public static void Write<T>(CommandContext context, T value, JsonTypeInfo<T> type, Action<TextWriter, T> asText)
    {
        if (context.Arguments.Has(SharedOptions.Json))
            Write(context.Out, json => JsonSerializer.Serialize(json, value, type));
        else
            asText(context.Out, value);
    }
}
