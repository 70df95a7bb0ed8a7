using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maple.Storage.Facts;

/// <summary>
/// A fact as text: CRC-32C in eight hexadecimal digits, a space, JSON, a line feed. The sum tells a line that a power cut tore, or a disk
/// spoilt, from one to believe.
/// </summary>
internal static class FactLine
{
    private const int SumLength = 8;

    // Names stay readable in the file: it is there for the day when nothing else is. No browser ever sees it.
    private static readonly FactJson s_json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
    });

    public static void Write(IBufferWriter<byte> output, Fact fact)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(fact, s_json.Fact);
        output.Write(Encoding.ASCII.GetBytes($"{SumOf(json):x8} "));
        output.Write(json);
        output.Write("\n"u8);
    }

    /// <param name="line">Without the line feed.</param>
    /// <returns>Null for what was not written whole.</returns>
    public static Fact? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length <= SumLength + 1
            || line[SumLength] != ' '
            || !uint.TryParse(line[..SumLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint sum)
            || sum != SumOf(line[(SumLength + 1)..]))
            return null;
        try
        {
            return JsonSerializer.Deserialize(line[(SumLength + 1)..], s_json.Fact);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static uint SumOf(ReadOnlySpan<byte> bytes)
    {
        uint sum = ~0u;
        foreach (byte b in bytes)
            sum = BitOperations.Crc32C(sum, b);
        return ~sum;
    }
}

[JsonSerializable(typeof(Fact))]
internal sealed partial class FactJson : JsonSerializerContext;
