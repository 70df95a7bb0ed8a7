using System.Buffers;
using System.Buffers.Binary;

namespace Maple.Imaging.Jpeg;

/// <summary>A JPEG file as it is written: whole bytes between its segments, bits within its scan.</summary>
/// <param name="expected">Bytes.</param>
internal sealed class BitWriter(int expected)
{
    // Four bytes of bits at once, each followed by a zero at worst.
    private const int Room = 16;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 4 << 10));
    private int _length;
    private ulong _bits;
    private int _count;

    /// <summary>Between segments only.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <param name="symbol">Its lower four bits say how many bits follow.</param>
    public void Write(HuffmanCode code, byte symbol, uint bits)
    {
        int follow = symbol & 15, count = code.LengthOf(symbol) + follow;
        _bits = (_bits << count) | (code[symbol] << follow) | bits;
        _count += count;
        if (_count >= 32)
            WriteFour();
    }

    /// <summary>Ends the scan and the file.</summary>
    public (byte[] Rented, int Length) Finish()
    {
        // T.81 F.1.2.3: filled up with ones.
        int fill = -_count & 7;
        _bits = (_bits << fill) | ((1u << fill) - 1);
        for (_count += fill; _count > 0;)
            WriteByte();
        Write([0xFF, 0xD9]);
        return (_bytes, _length);
    }

    private void WriteFour()
    {
        MakeRoom(Room);
        uint four = (uint)(_bits >> (_count - 32));
        // Whether one of them is 0xFF: its complement has a byte of zero.
        if (((~four - 0x0101_0101u) & four & 0x8080_8080u) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), four);
            _length += 4;
            _count -= 32;
            return;
        }

        for (int i = 0; i < 4; i++)
            WriteByte();
    }

    private void WriteByte()
    {
        MakeRoom(Room);
        _count -= 8;
        byte next = (byte)(_bits >> _count);
        _bytes[_length++] = next;
        // T.81 F.1.2.3: so that it is no marker.
        if (next == 0xFF)
            _bytes[_length++] = 0;
    }

    private void MakeRoom(int count)
    {
        if (_bytes.Length - _length >= count)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _bytes.Length + count);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
