using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Maple.Auth;

/// <summary>JSON exactly as itsdangerous writes it (Python's <c>json.dumps</c> with <c>ensure_ascii=False</c> and no blanks).</summary>
internal static class CompactJson
{
    public static byte[] Write(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    // Utf8JsonWriter escapes more than Python does (DEL, U+2028, private use), and other bytes make another token.
    public static byte[] Write(string value)
    {
        var json = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return Encoding.UTF8.GetBytes(json.Append('"').ToString());
    }

    /// <summary>Whether it is one JSON text (RFC 8259) in valid UTF-8, nested at most 64 deep.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static long? ReadInt64(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) ? value : null;
    }

    /// <summary>Null when it is no string, or one with half a surrogate pair.</summary>
    public static string? ReadString(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
