using System.Buffers.Binary;
using Maple.Imaging.Skia;

namespace Maple.Tests.Imaging.Skia;

public sealed class RelativeCallsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Distances_are_put_back_whatever_parts_they_come_in(int part)
    {
        byte[] code = new byte[100_000];
        new Random(part).NextBytes(code);
        for (int i = 0; i < code.Length - 5; i += 50)
        {
            code[i] = (byte)(i % 100 == 0 ? 0xE8 : 0xE9);
            BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(i + 1), (i / 50 % 3) switch { 0 => 5000 - i, 1 => i * 7 % 60_000, _ => -i });
        }

        Assert.Equal(code, Restored(Packed(code), part));
    }

    private static byte[] Restored(byte[] packed, int part)
    {
        List<byte> held = [], done = [];
        foreach (byte[] more in packed.Chunk(part))
        {
            held.AddRange(more);
            byte[] bytes = [.. held];
            int count = RelativeCalls.Restore(bytes, done.Count);
            done.AddRange(bytes[..count]);
            held = [.. bytes[count..]];
        }

        return [.. done, .. held];
    }

    /// <summary>As the build does it.</summary>
    private static byte[] Packed(byte[] code)
    {
        const int Range = 1 << 24;
        byte[] bytes = [.. code];
        for (int i = 0; i + 5 <= bytes.Length;)
        {
            if (bytes[i] is not (0xE8 or 0xE9))
            {
                i++;
                continue;
            }

            int distance = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i + 1));
            if (distance >= -i && distance < Range)
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i + 1), distance < Range - i ? distance + i : distance - Range);
            i += 5;
        }

        return bytes;
    }
}
