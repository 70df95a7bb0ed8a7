namespace Maple.Tests.Auth;

/// <summary>Spoils bytes in the ways that tokens get spoiled: on purpose, by cutting, pasting and escaping, or by a flipped bit.</summary>
internal sealed class Mutator(int seed)
{
    // What the base64 reader, the separator search and the zlib marker each treat specially.
    private static readonly byte[] s_special = [.. "..==AZaz09-_+/!% \n\"\\"u8, 0, 0x80, 0xff];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] original)
    {
        byte[] bytes = original;
        for (int times = _random.Next(1, 4); times > 0; times--)
            bytes = MutateOnce(bytes);
        return bytes;
    }

    private byte[] MutateOnce(byte[] bytes)
    {
        // Half of the time at the last bytes, where signatures have spare bits and padding.
        int at = _random.Next(2) == 0 ? _random.Next(bytes.Length + 1) : Math.Max(0, bytes.Length - _random.Next(4));
        byte special = s_special[_random.Next(s_special.Length)];
        int end = Math.Min(bytes.Length, at + _random.Next(1, 5));
        return _random.Next(7) switch
        {
            0 => [.. bytes[..at], special, .. bytes[at..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..at], .. bytes[at..end], .. bytes[at..]],
            3 => bytes[..at],
            4 => [.. bytes, special],
            5 when at < bytes.Length => [.. bytes[..at], special, .. bytes[(at + 1)..]],
            _ when at < bytes.Length => [.. bytes[..at], (byte)(bytes[at] ^ (1 << _random.Next(8))), .. bytes[(at + 1)..]],
            _ => [.. bytes, .. bytes],
        };
    }
}
