using System.Runtime.InteropServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// The part of a scan that is being read, without the zeros that are stuffed behind each 0xFF (T.81 F.1.2.3): so that <see cref="BitReader"/> needs no look at
/// what it reads, and no bound but <see cref="Holds"/> once for each unit. A segment lies between two restart markers.
/// </summary>
internal ref struct ScanWindow
{
    // 10 blocks of 64 coefficients with a code of 16 and a value of 15 bits, and what is read ahead.
    private const int MostOfUnit = 10 * 64 * 31 / 8 + 80;

    // Stays in the processor's second cache.
    private const int Size = 32 << 10;

    private readonly ReadOnlySpan<byte> _file;
    private readonly Span<byte> _bytes;
    private int _at;
    private int _end;

    // The window reaches up to a marker, and behind that has zeros for a unit that goes on.
    private bool _isLast;
    private byte _marker;

    /// <param name="buffer">At least <see cref="BufferSize"/> bytes.</param>
    public ScanWindow(ReadOnlySpan<byte> file, int scanStart, Span<byte> buffer)
    {
        _file = file;
        _at = scanStart;
        _bytes = buffer[..BufferSize];
    }

    public static int BufferSize => Size + MostOfUnit;

    public readonly ref byte Start => ref MemoryMarshal.GetReference(_bytes);

    /// <summary>Whether a unit can be read from this position on. Else <see cref="TrySlide"/>.</summary>
    public readonly bool Holds(int position) => position <= (_isLast ? _end : _end - MostOfUnit);

    /// <summary>To be asked at the end: no more was read than there was.</summary>
    public readonly bool HasReached(int position) => position <= _end;

    /// <summary>Moves on to where the reader is.</summary>
    /// <returns>False where the segment, or the file, has no more.</returns>
    public bool TrySlide(ref BitReader reader)
    {
        int start = reader.ReadFrom;
        if (_isLast || start > _end)
            return false;
        _bytes[start.._end].CopyTo(_bytes);
        _end -= start;
        reader.Rebase(start);
        return TryFill();
    }

    /// <summary>Moves on to the next segment.</summary>
    /// <param name="number">Of the marker before it: they count from 0 to 7.</param>
    /// <returns>False where that marker is not what comes next.</returns>
    public bool TryRestart(ref BitReader reader, int number)
    {
        if (!_isLast || reader.Position != _end || _marker != 0xD0 + number)
            return false;
        reader.Restart();
        _end = 0;
        return TryFill();
    }

    /// <returns>False where the file ends, or has what is neither a code nor a marker.</returns>
    public bool TryFill()
    {
        _isLast = false;
        while (_end < Size)
        {
            ReadOnlySpan<byte> rest = _file[_at..];
            rest = rest[..Math.Min(rest.Length, Size - _end)];
            int plain = rest.IndexOf((byte)0xFF);
            if (plain < 0)
                plain = rest.Length;
            rest[..plain].CopyTo(_bytes[_end..]);
            _end += plain;
            _at += plain;
            if (plain == rest.Length && plain > 0)
                continue;
            if (_at + 2 > _file.Length || _file[_at + 1] == 0xFF)
                return false;
            byte next = _file[_at + 1];
            _at += 2;
            if (next != 0)
            {
                (_isLast, _marker) = (true, next);
                _bytes[_end..].Clear();
                return true;
            }

            _bytes[_end++] = 0xFF;
        }

        return true;
    }
}
