using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>A component of a picture, one row of units of it at a time, at the size at which the picture is decoded.</summary>
internal sealed class Plane
{
    private const int BlockSide = 8, Coefficients = 64, Last = Coefficients - 1;

    // After a run that leads beyond the block, or its end, there is still a place and a factor: T.81 has no such runs, damaged files do.
    private const int Reach = 256;

    // What a transform writes behind the last block.
    private const int Excess = 16;

    private readonly JpegComponent _component;
    private readonly int _across;
    private readonly int _down;
    private readonly ScaledTransform _transform;
    private readonly byte[] _samples;

    // With one place behind it, for all that isn't needed.
    private readonly short[] _block = new short[Coefficients + 8];
    private readonly Place[] _places = new Place[Reach];
    private readonly HuffmanTable _means;
    private readonly HuffmanTable _rest;
    private readonly ushort[] _lengths;

    // In zigzag order; those after it are passed over.
    private readonly int _lastNeeded;
    private int _mean;

    /// <param name="across">Samples that a block becomes, horizontally.</param>
    /// <param name="units">In a row.</param>
    public Plane(JpegComponent component, int across, int down, int units)
    {
        (_component, _across, _down) = (component, across, down);
        Stride = units * component.Across * across + Excess;
        _samples = new byte[Stride * component.Down * down + Excess];
        (_means, _rest, _lengths) = (component.Means, component.Rest, component.Rest.Lengths);
        _transform = new ScaledTransform(across, down);
        Array.Fill(_places, new Place(Coefficients, 0));
        for (int i = 0; i < Coefficients; i++)
        {
            (int column, int row) = (ZigZag.Transposed[i] / BlockSide, ZigZag.Transposed[i] % BlockSide);
            if (column >= across || row >= down)
                continue;
            _lastNeeded = i;
            _places[i] = new((short)(BlockSide * row + column), (short)component.Steps[i]);
        }
    }

    /// <summary>From one row to the next.</summary>
    public int Stride { get; }

    /// <summary>False once the means have drifted further than any picture's: what comes then is damage.</summary>
    public bool IsSound => Math.Abs(_mean) < 1 << 24;

    public ref byte Row(int y) => ref _samples[y * Stride];

    public void Restart() => _mean = 0;

    /// <returns>False where a code is none.</returns>
    public bool ReadUnit(scoped ref BitReader reader, int unit)
    {
        for (int row = 0; row < _component.Down; row++)
        {
            for (int column = 0; column < _component.Across; column++)
            {
                int at = row * _down * Stride + (unit * _component.Across + column) * _across;
                if (!ReadBlock(ref reader, ref _samples[at]))
                    return false;
            }
        }

        return true;
    }

    private bool ReadBlock(scoped ref BitReader reader, ref byte target)
    {
        ref byte next = ref reader.Next;
        ulong bits = reader.Bits;
        int count = reader.Count;

        bits = BitReader.Refilled(bits, count, ref next);
        next = ref Unsafe.Add(ref next, BitReader.Whole(count));
        count |= BitReader.Ready;
        int entry = _means.Find(bits);
        if ((byte)entry == 0)
            return false;
        bits <<= entry;
        count -= (byte)entry;
        _mean += entry >> 16;

        ref short block = ref MemoryMarshal.GetArrayDataReference(_block);
        ref Place places = ref MemoryMarshal.GetArrayDataReference(_places);
        int at = 0, any = 0, last = _lastNeeded;
        while (at < last)
        {
            bits = BitReader.Refilled(bits, count, ref next);
            next = ref Unsafe.Add(ref next, BitReader.Whole(count));
            count |= BitReader.Ready;
            entry = _rest.Find(bits);
            if ((byte)entry == 0)
                return false;
            bits <<= entry;
            count -= (byte)entry;
            at += (byte)(entry >> 8);
            entry >>= 16;
            Place place = Unsafe.Add(ref places, at);
            Unsafe.Add(ref block, place.Index) = (short)(entry * place.Factor);
            any |= entry;
        }

        ref ushort lengths = ref MemoryMarshal.GetArrayDataReference(_lengths);
        while (at < Last)
        {
            bits = BitReader.Refilled(bits, count, ref next);
            next = ref Unsafe.Add(ref next, BitReader.Whole(count));
            count |= BitReader.Ready;
            int some = Unsafe.Add(ref lengths, (int)(bits >> (64 - HuffmanTable.LengthBits))), then = at + (some >> 8);
            if (then < Last)
            {
                bits <<= some;
                count -= (byte)some;
                at = then;
                some = Unsafe.Add(ref lengths, (int)(bits >> (64 - HuffmanTable.LengthBits)));
                then = at + (some >> 8);
                if (then < Last)
                {
                    bits <<= some;
                    count -= (byte)some;
                    at = then;
                    continue;
                }
            }

            // The block ends with the last of these codes, and not before.
            if (then is Last or (>= HuffmanTable.EndOfBlock and < HuffmanTable.EndOfBlock + Last))
            {
                bits <<= some;
                count -= (byte)some;
                break;
            }

            bits = BitReader.Refilled(bits, count, ref next);
            next = ref Unsafe.Add(ref next, BitReader.Whole(count));
            count |= BitReader.Ready;
            entry = _rest.Find(bits);
            if ((byte)entry == 0)
                return false;
            bits <<= entry;
            count -= (byte)entry;
            at += (byte)(entry >> 8);
        }

        reader.Next = ref next;
        reader.Bits = bits;
        reader.Count = count;

        short mean = (short)(_mean * places.Factor);
        if (any == 0)
        {
            _transform.Fill(mean, ref target, Stride);
            return true;
        }

        block = mean;
        _transform.Apply(ref block, ref target, Stride);
        return true;
    }

    /// <summary>Where a coefficient belongs, and what it is multiplied by.</summary>
    private readonly record struct Place(short Index, short Factor);
}
