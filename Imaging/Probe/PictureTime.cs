using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Maple.Imaging.Probe;

/// <summary>When a photograph was taken: EXIF's DateTimeOriginal, in JPEG, PNG and WebP.</summary>
internal static class PictureTime
{
    // EXIF 2.32, sections 4.6.3 and 4.6.5.
    private const ushort ExifDirectory = 0x8769, DateTimeOriginal = 0x9003, OffsetTimeOriginal = 0x9011;

    // Cameras write EXIF near the start; a file of another kind is not read whole.
    private const int MaxBytes = 1 << 20;

    /// <summary>The first digital cameras that wrote EXIF; what is earlier comes from a clock that was never set.</summary>
    private static readonly DateTimeOffset s_earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Without an offset it is taken for this machine's own time.</summary>
    /// <param name="otherwise">Where the picture doesn't tell.</param>
    public static DateTimeOffset Read(Stream file, DateTimeOffset otherwise)
    {
        byte[] head = new byte[(int)Math.Min(file.Length, MaxBytes)];
        file.Position = 0;
        file.ReadExactly(head);
        file.Position = 0;
        DateTimeOffset now = TimeProvider.System.GetUtcNow(), fallback = otherwise > now || otherwise < DateTimeOffset.UnixEpoch ? now : otherwise;
        try
        {
            return Block(head) is { IsEmpty: false } block && Time(block) is { } time && time >= s_earliest && time <= now ? time : fallback;
        }
        catch (ArgumentOutOfRangeException)
        {
            // An offset that points out of the block.
            return fallback;
        }
    }

    /// <summary>The TIFF structure; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return Find(file, 8, "eXIf"u8, lengthFirst: true);
        if (file.StartsWith("RIFF"u8))
            return WithoutPrefix(Find(file, 12, "EXIF"u8, lengthFirst: false));
        for (int at = 2; file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && at + 4 <= file.Length && file[at] == 0xFF;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (file[at + 1] == 0xE1 && file[(at + 4)..].StartsWith(Exif.Prefix))
                return WithoutPrefix(file.Slice(at + 4, Math.Min(length - 2, file.Length - at - 4)));
            at += 2 + length;
        }

        return default;
    }

    /// <summary>A chunk by its name, in PNG (length, name) or RIFF (name, length).</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> name, bool lengthFirst)
    {
        while (at + 8 <= file.Length)
        {
            long length = lengthFirst ? BinaryPrimitives.ReadUInt32BigEndian(file[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (file.Slice(lengthFirst ? at + 4 : at, 4).SequenceEqual(name))
                return file[(at + 8)..][..(int)Math.Min(length, file.Length - at - 8)];
            long next = at + 8 + length + (lengthFirst ? 4 : length & 1);
            if (next > file.Length)
                break;
            at = (int)next;
        }

        return default;
    }

    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> block) => block.StartsWith(Exif.Prefix) ? block[Exif.Prefix.Length..] : block;

    private static DateTimeOffset? Time(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8))
            return null;
        if (Entry(tiff, little, UInt32(tiff[4..], little), ExifDirectory) is not { Count: 1 } directory)
            return null;
        if (Text(tiff, little, directory.Value, DateTimeOriginal) is not { } text
            || !DateTime.TryParseExact(text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return null;
        return Text(tiff, little, directory.Value, OffsetTimeOriginal) is { } offset
            && DateTimeOffset.TryParseExact($"{local:yyyy-MM-ddTHH:mm:ss}{offset}", "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset exact)
                ? exact
                : new DateTimeOffset(local, TimeZoneInfo.Local.GetUtcOffset(local));
    }

    private static string? Text(ReadOnlySpan<byte> tiff, bool little, uint directory, ushort tag) =>
        Entry(tiff, little, directory, tag) is { Count: > 4 and < 64 } entry
            ? Encoding.ASCII.GetString(tiff.Slice((int)entry.Value, (int)entry.Count)).TrimEnd('\0', ' ')
            : null;

    /// <summary>Count and value, or where the value is.</summary>
    private static (uint Count, uint Value)? Entry(ReadOnlySpan<byte> tiff, bool little, uint directory, ushort tag)
    {
        ReadOnlySpan<byte> entries = tiff[(int)Math.Min(directory, int.MaxValue)..];
        int count = UInt16(entries, little);
        entries = entries[2..];
        for (int i = 0; i < count; i++, entries = entries[12..])
        {
            if (UInt16(entries, little) == tag)
                return (UInt32(entries[4..], little), UInt32(entries[8..], little));
        }

        return null;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
