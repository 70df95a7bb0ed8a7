using System.Buffers.Binary;
using System.Text;

namespace Maple.Cli.Import.Sqlite;

/// <summary>A row's values (section 2.1): a header of types, then the bytes of each.</summary>
internal static class SqliteRecord
{
    /// <returns>Each null, <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or <c>byte[]</c>.</returns>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static List<object?> Read(ReadOnlySpan<byte> record, Encoding encoding)
    {
        var values = new List<object?>();
        int at = 0;
        long headerEnd = Varint.Read(record, ref at);
        if (headerEnd < at || headerEnd > record.Length)
            throw SqliteFile.Damaged();
        int body = (int)headerEnd;
        while (at < headerEnd)
        {
            long type = Varint.Read(record, ref at);
            long length = LengthOf(type);
            if (length > record.Length - body)
                throw SqliteFile.Damaged();
            values.Add(Value(type, record.Slice(body, (int)length), encoding));
            body += (int)length;
        }

        return values;
    }

    private static long LengthOf(long type) => type switch
    {
        >= 0 and <= 4 => type,
        5 => 6,
        6 or 7 => 8,
        8 or 9 => 0,
        >= 12 => (type - 12) / 2,
        _ => throw SqliteFile.Damaged(),
    };

    private static object? Value(long type, ReadOnlySpan<byte> bytes, Encoding encoding) => type switch
    {
        0 => null,
        <= 6 => Integer(bytes),
        7 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        8 or 9 => type - 8,
        _ when type % 2 == 0 => bytes.ToArray(),
        _ => encoding.GetString(bytes),
    };

    /// <summary>Two's complement, the highest byte first.</summary>
    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        long value = (sbyte)bytes[0];
        foreach (byte next in bytes[1..])
            value = value << 8 | next;
        return value;
    }
}
