using System.Buffers;
using System.Text;
using System.Text.Json;
using Maple.Http.Json;

namespace Maple.Http.Clients;

/// <summary>Texts as other languages write them.</summary>
internal static class Quote
{
    /// <summary>For a POSIX shell: everything between single quotes is itself.</summary>
    public static string Shell(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>A JSON text, which Python reads as its own.</summary>
    public static string Json(string text) => $"\"{JsonEncodedText.Encode(text, new ReadableEncoder())}\"";

    public static string Json(Action<Utf8JsonWriter> write, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = new ReadableEncoder(), Indented = indented, NewLine = "\n" }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
