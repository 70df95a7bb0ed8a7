using System.Buffers.Binary;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// The segments of a JPEG up to its scan (ITU-T T.81 annex B). Strict: whatever is not exactly as the standard has it, and whatever <see cref="JpegDecoder"/>
/// is not made for, is refused, and is another decoder's to judge.
/// </summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> file)
{
    private const int Tables = 4, BlockSize = 64;

    // T.81 B.2.3.
    private const int MostBlocksOfUnit = 10;

    // "ICC_PROFILE", a zero, which part of how many (ICC.1:2010 annex B.4).
    private const int ProfileHead = 14;

    private readonly ReadOnlySpan<byte> _file = file;
    private readonly ushort[]?[] _steps = new ushort[Tables][];
    private readonly HuffmanTable?[] _means = new HuffmanTable[Tables];
    private readonly HuffmanTable?[] _rest = new HuffmanTable[Tables];
    private readonly List<byte> _profile = [];
    private int _profileParts;
    private int _profilePartsRead;
    private int _restartInterval;
    private byte[]? _frame;

    /// <summary>Null for what is not sequential Huffman-coded JPEG of 8 bits, grey or YCbCr, in a single scan.</summary>
    public static JpegFile? TryRead(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? new SegmentReader(file).Read() : null;

    private JpegFile? Read()
    {
        for (int at = 2; at + 4 <= _file.Length;)
        {
            if (_file[at] != 0xFF)
                return null;
            byte marker = _file[at + 1];
            // T.81 B.1.1.2: any number of fill bytes.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(_file[(at + 2)..]), end = at + 2 + length;
            if (length < 2 || end > _file.Length)
                return null;
            ReadOnlySpan<byte> content = _file[(at + 4)..end];
            if (marker == 0xDA)
                return ReadScan(content, end);
            if (!Take(marker, content))
                return null;
            at = end;
        }

        return null;
    }

    private bool Take(byte marker, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1:
                bool isFirst = _frame is null;
                _frame = content.ToArray();
                return isFirst;
            case 0xC4:
                return TakeCodes(content);
            case 0xDB:
                return TakeSteps(content);
            case 0xDD:
                if (content.Length != 2)
                    return false;
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(content);
                return true;
            case 0xE2 when content.StartsWith("ICC_PROFILE\0"u8):
                return TakeProfile(content);
            // Adobe's colour transform: 1 is YCbCr, as without this segment.
            case 0xEE when content.StartsWith("Adobe"u8):
                return content.Length >= 12 && content[11] == 1;
            case (>= 0xE0 and <= 0xEF) or 0xFE:
                return true;
            default:
                return false;
        }
    }

    private readonly bool TakeCodes(ReadOnlySpan<byte> content)
    {
        while (content.Length > 16)
        {
            int kind = content[0] >> 4, table = content[0] & 15, symbols = 0;
            ReadOnlySpan<byte> counts = content.Slice(1, 16);
            foreach (byte count in counts)
                symbols += count;
            if (kind > 1 || table >= Tables || symbols > 256 || content.Length < 17 + symbols)
                return false;
            HuffmanTable? made = HuffmanTable.TryCreate(counts, content.Slice(17, symbols), isMeans: kind == 0);
            if (made is null)
                return false;
            (kind == 0 ? _means : _rest)[table] = made;
            content = content[(17 + symbols)..];
        }

        return content.IsEmpty;
    }

    private readonly bool TakeSteps(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            int bytes = (content[0] >> 4) + 1, table = content[0] & 15;
            if (bytes > 2 || table >= Tables || content.Length < 1 + BlockSize * bytes)
                return false;
            ushort[] steps = new ushort[BlockSize];
            for (int i = 0; i < BlockSize; i++)
            {
                steps[i] = bytes == 1 ? content[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + 2 * i)..]);
                if (steps[i] == 0)
                    return false;
            }

            _steps[table] = steps;
            content = content[(1 + BlockSize * bytes)..];
        }

        return true;
    }

    private bool TakeProfile(ReadOnlySpan<byte> content)
    {
        if (content.Length < ProfileHead || content[12] != ++_profilePartsRead || (_profileParts > 0 && content[13] != _profileParts))
            return false;
        _profileParts = content[13];
        _profile.AddRange(content[ProfileHead..]);
        return true;
    }

    private readonly JpegFile? ReadScan(ReadOnlySpan<byte> scan, int end)
    {
        // T.81 B.2.2 and B.2.3: precision, height, width, then three bytes for each component; in the scan two for each, and the last three.
        if (_frame is null || _frame.Length < 6 || _profilePartsRead != _profileParts)
            return null;
        int count = _frame[5], height = BinaryPrimitives.ReadUInt16BigEndian(_frame.AsSpan(1)), width = BinaryPrimitives.ReadUInt16BigEndian(_frame.AsSpan(3));
        if (_frame[0] != 8 || width == 0 || height == 0 || count is not (1 or 3) || _frame.Length != 6 + 3 * count)
            return null;
        if (scan.Length != 4 + 2 * count || scan[0] != count || !scan[^3..].SequenceEqual((ReadOnlySpan<byte>)[0, 63, 0]))
            return null;
        JpegComponent[] components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            if (ReadComponent(_frame.AsSpan(6 + 3 * i, 3), scan.Slice(1 + 2 * i, 2), isAlone: count == 1) is not { } component)
                return null;
            components[i] = component;
        }

        if (count == 3 && !IsYCbCr() || components.Sum(c => c.Across * c.Down) > MostBlocksOfUnit)
            return null;
        return new()
        {
            Width = width,
            Height = height,
            Components = components,
            RestartInterval = _restartInterval,
            ScanStart = end,
            Profile = [.. _profile],
        };
    }

    private readonly JpegComponent? ReadComponent(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> scan, bool isAlone)
    {
        int across = frame[1] >> 4, down = frame[1] & 15, means = scan[1] >> 4, rest = scan[1] & 15;
        if (frame[0] != scan[0] || across is < 1 or > 4 || down is < 1 or > 4 || frame[2] >= Tables || means >= Tables || rest >= Tables)
            return null;
        if (_steps[frame[2]] is not { } steps || _means[means] is not { } meansCodes || _rest[rest] is not { } restCodes)
            return null;
        // T.81 A.2.2: the blocks of a component that is alone come row by row, whatever its sampling.
        return isAlone ? new(1, 1, steps, meansCodes, restCodes) : new(across, down, steps, meansCodes, restCodes);
    }

    // What libjpeg takes for RGB where no segment says what it is; twice the same name is nothing.
    private readonly bool IsYCbCr()
    {
        byte first = _frame![6], second = _frame[9], third = _frame[12];
        return first != second && second != third && first != third && (first, second, third) is not ((byte)'R', (byte)'G', (byte)'B');
    }
}
