using System.IO.Compression;
using System.Text;

namespace Maple.Imaging.Metadata;

/// <summary>PNG's three kinds of text (third edition, section 11.3.3), as far as EXIF and XMP are written into them.</summary>
internal static class PngText
{
    private static ReadOnlySpan<byte> Xmp => "XML:com.adobe.xmp\0"u8;

    // ImageMagick's, as exiftool reads them: 'exif', 'APP1' and 'xmp' follow.
    private static ReadOnlySpan<byte> RawProfile => "Raw profile type "u8;

    /// <param name="data">The beginning of the chunk's data.</param>
    public static bool MayHoldPosition(ReadOnlySpan<byte> data) => data.StartsWith(Xmp) || data.StartsWith(RawProfile);

    /// <summary>Where in a chunk (type and data) XMP begins that is not compressed; 0 when there is none.</summary>
    public static int PlainXmp(ReadOnlySpan<byte> chunk)
    {
        if (!chunk.StartsWith("iTXt"u8) || !chunk[4..].StartsWith(Xmp))
            return 0;
        int flag = 4 + Xmp.Length;
        return chunk.Length > flag && chunk[flag] == 0 ? AfterLanguages(chunk) : 0;
    }

    /// <summary>Whether text that is compressed, or hexadecimal, holds a position. What can't be read holds one.</summary>
    public static bool HoldsPosition(ReadOnlySpan<byte> chunk)
    {
        try
        {
            byte[] text = Text(chunk);
            if (chunk[4..].StartsWith(RawProfile))
                text = FromHexadecimal(text);
            var found = new List<Blank>();
            TiffPosition.Find(text, 0, found);
            XmpPosition.Find(text, 0, found);
            return found.Count > 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            return true;
        }
    }

    private static byte[] Text(ReadOnlySpan<byte> chunk)
    {
        int keywordEnd = chunk[4..].IndexOf((byte)0) is >= 0 and var length ? 4 + length : throw new InvalidDataException();
        if (chunk.StartsWith("tEXt"u8))
            return chunk[(keywordEnd + 1)..].ToArray();
        if (chunk.StartsWith("zTXt"u8))
            return Inflate(chunk[Math.Min(keywordEnd + 2, chunk.Length)..]);
        int start = AfterLanguages(chunk);
        return chunk[Math.Min(keywordEnd + 1, chunk.Length - 1)] == 0 ? chunk[start..].ToArray() : Inflate(chunk[start..]);
    }

    /// <summary>Keyword, flag, method, language, translated keyword; each text ends with a NUL.</summary>
    private static int AfterLanguages(ReadOnlySpan<byte> chunk)
    {
        int at = 4;
        for (int text = 0; text < 3; text++)
        {
            int length = chunk[at..].IndexOf((byte)0);
            if (length < 0)
                return chunk.Length;
            at = Math.Min(at + length + (text == 0 ? 3 : 1), chunk.Length);
        }

        return at;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        // Memory grows with the text: a hundred chunks of a few bytes must not cost MaxBlock each.
        using var text = new MemoryStream();
        byte[] piece = new byte[4096];
        while (zlib.Read(piece) is > 0 and var read)
        {
            text.Write(piece, 0, read);
            if (text.Length >= PositionFinder.MaxBlock)
                throw new InvalidDataException();
        }

        return text.ToArray();
    }

    /// <summary>A line break, the profile's name, its length in a line of its own, then the digits in lines.</summary>
    private static byte[] FromHexadecimal(byte[] text)
    {
        string[] lines = Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Convert.FromHexString(string.Concat(lines.Skip(2)));
    }
}
