using System.Buffers.Binary;

namespace Maple.Fuzz.Engine;

/// <summary>Changes inputs as files and requests get changed: bits flip, pieces go missing, come twice or from elsewhere, numbers turn extreme.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> dictionary, int maxLength)
{
    private static readonly uint[] s_numbers = [0, 1, 2, 4, 8, 13, 16, 127, 128, 255, 256, 4095, 4096, 32767, 32768, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE];

    private readonly byte[] _buffer = new byte[2 * maxLength + 4096];
    private int _length;

    public byte[] Mutate(List<byte[]> corpus)
    {
        // The newest inputs lead furthest, as a rule.
        int index = random.Next(4) == 0 ? corpus.Count - 1 - random.Next(Math.Min(corpus.Count, 32)) : random.Next(corpus.Count);
        byte[] parent = corpus[index];
        _length = Math.Min(parent.Length, maxLength);
        parent.AsSpan(0, _length).CopyTo(_buffer);
        for (int changes = 1 << random.Next(4); changes > 0; changes--)
        {
            Change(corpus);
            _length = Math.Min(_length, maxLength);
        }

        return _buffer.AsSpan(0, _length).ToArray();
    }

    private void Change(List<byte[]> corpus)
    {
        int at = random.Next(_length + 1);
        int length = Math.Min(1 + random.Next(random.Next(4) == 0 ? 64 : 8), _length - at);
        switch (random.Next(10))
        {
            case 0 when at < _length:
                _buffer[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < _length:
                _buffer[at] = (byte)random.Next(256);
                break;
            case 2:
                Replace(at, length, []);
                break;
            case 3:
                Replace(at, 0, _buffer.AsSpan(at, length).ToArray());
                break;
            case 4:
                WriteNumber(at);
                break;
            case 5 when random.Next(4) == 0:
                _length = at;
                break;
            case 6:
                byte[] other = corpus[random.Next(corpus.Count)];
                int from = random.Next(other.Length + 1);
                Replace(at, random.Next(2) == 0 ? 0 : length, other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 65))));
                break;
            case 7 or 8 when dictionary.Count > 0:
                Replace(at, random.Next(2) == 0 ? 0 : length, dictionary[random.Next(dictionary.Count)]);
                break;
            default:
                Replace(at, 0, [(byte)random.Next(256)]);
                break;
        }
    }

    private void WriteNumber(int at)
    {
        uint number = s_numbers[random.Next(s_numbers.Length)];
        Span<byte> bytes = stackalloc byte[4];
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        int size = 1 << random.Next(3);
        if (at + size <= _length)
            bytes[(random.Next(2) == 0 ? 0 : 4 - size)..][..size].CopyTo(_buffer.AsSpan(at));
    }

    private void Replace(int at, int length, ReadOnlySpan<byte> with)
    {
        with = with[..Math.Min(with.Length, maxLength)];
        int rest = Math.Min(_length - at - length, _buffer.Length - at - with.Length);
        if (rest < 0)
            return;
        _buffer.AsSpan(at + length, rest).CopyTo(_buffer.AsSpan(at + with.Length));
        with.CopyTo(_buffer.AsSpan(at));
        _length = at + with.Length + rest;
    }
}
