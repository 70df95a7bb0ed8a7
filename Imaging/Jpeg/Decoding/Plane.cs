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
    private readonly byte[] _places = new byte[Reach];
    private readonly short[] _factors = new short[Reach];

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
        _transform = new ScaledTransform(across, down);
        Array.Fill(_places, (byte)Coefficients);
        for (int i = 0; i < Coefficients; i++)
        {
            (int column, int row) = (ZigZag.Transposed[i] / BlockSide, ZigZag.Transposed[i] % BlockSide);
            if (column >= across || row >= down)
                continue;
            _lastNeeded = i;
            _places[i] = (byte)(BlockSide * row + column);
            _factors[i] = (short)component.Steps[i];
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

    private bool ReadBlock(scoped ref BitReader given, ref byte target)
    {
        // A copy, which stays in registers.
        BitReader reader = given;
        HuffmanTable means = _component.Means, rest = _component.Rest;
        reader.Refill();
        int entry = Unsafe.Add(ref means.Values, (int)(reader.Bits >> (64 - HuffmanTable.ValueBits)));
        if ((byte)entry == 0 && (byte)(entry = means.Find(reader.Bits, entry)) == 0)
            return false;
        reader.Skip(entry & 0xFF);
        _mean += entry >> 16;
        int mean = (short)(_mean * _factors[0]);

        ref short block = ref MemoryMarshal.GetArrayDataReference(_block);
        ref byte places = ref MemoryMarshal.GetArrayDataReference(_places);
        ref short factors = ref MemoryMarshal.GetArrayDataReference(_factors);
        ref int values = ref rest.Values;
        int at = 0, any = 0, last = _lastNeeded;
        while (at < last)
        {
            reader.Refill();
            entry = Unsafe.Add(ref values, (int)(reader.Bits >> (64 - HuffmanTable.ValueBits)));
            if ((byte)entry == 0 && (byte)(entry = rest.Find(reader.Bits, entry)) == 0)
                return false;
            reader.Skip(entry & 0xFF);
            at += (entry >> 8) & 0xFF;
            Unsafe.Add(ref block, Unsafe.Add(ref places, at)) = (short)((entry >> 16) * Unsafe.Add(ref factors, at));
            any |= entry >> 16;
        }

        ref ushort lengths = ref rest.Lengths;
        while (at < Last)
        {
            reader.Refill();
            int two = Unsafe.Add(ref lengths, (int)(reader.Bits >> (64 - HuffmanTable.LengthBits))), next = at + (two >> 8);
            if (next < Last)
            {
                reader.Skip(two & 0xFF);
                at = next;
                two = Unsafe.Add(ref lengths, (int)(reader.Bits >> (64 - HuffmanTable.LengthBits)));
                next = at + (two >> 8);
                if (next < Last)
                {
                    reader.Skip(two & 0xFF);
                    at = next;
                    continue;
                }
            }

            // The block ends with the last of these codes, and not before.
            if (next is Last or (>= HuffmanTable.EndOfBlock and < HuffmanTable.EndOfBlock + Last))
            {
                reader.Skip(two & 0xFF);
                break;
            }

            reader.Refill();
            entry = Unsafe.Add(ref values, (int)(reader.Bits >> (64 - HuffmanTable.ValueBits)));
            if ((byte)entry == 0 && (byte)(entry = rest.Find(reader.Bits, entry)) == 0)
                return false;
            reader.Skip(entry & 0xFF);
            at += (entry >> 8) & 0xFF;
        }

        given = reader;
        if (any == 0)
        {
            _transform.Fill(mean, ref target, Stride);
            return true;
        }

        block = (short)mean;
        _transform.Apply(ref block, ref target, Stride);
        return true;
    }
}
