using System.Globalization;

namespace Maple.Tests.Torture.Power;

/// <summary>A system call as strace wrote it down.</summary>
/// <param name="Begin">Number of the line where it was entered: what came to its end in a line before was over by then.</param>
/// <param name="End">Number of the line where it came back.</param>
/// <param name="Arguments">As they stand between the brackets.</param>
/// <param name="Result">Negative: it failed.</param>
internal sealed record Call(int Begin, int End, string Name, string Arguments, long Result)
{
    /// <summary>Descriptors, flags and numbers; texts are in hexadecimal, so that no comma is inside of one.</summary>
    public string Argument(int index) => Parts[index].Trim();

    public int Count => Parts.Length;

    public long Number(int index)
    {
        string text = Argument(index);
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }

    public string Text(int index) => System.Text.Encoding.UTF8.GetString(Bytes(Argument(index)));

    /// <summary>The modes are octal.</summary>
    public UnixFileMode Mode(int index) => (UnixFileMode)Convert.ToInt32(Argument(index), 8);

    /// <summary>All the bytes that were handed over, from one buffer or several.</summary>
    public byte[] Data()
    {
        List<byte[]> buffers = [];
        for (int at = Arguments.IndexOf('"'); at >= 0; at = Arguments.IndexOf('"', at))
        {
            int end = Arguments.IndexOf('"', at + 1);
            buffers.Add(Bytes(Arguments.AsSpan(at, end + 1 - at)));
            at = end + 1;
        }

        return buffers is [var only] ? only : [.. buffers.SelectMany(buffer => buffer)];
    }

    private string[] Parts => field ??= Arguments.Split(',');

    /// <param name="text"><c>"\x61\x62"</c></param>
    private static byte[] Bytes(ReadOnlySpan<char> text)
    {
        if (text is not ['"', .. var escapes, '"'])
            throw new FormatException($"not a whole text: {text[..Math.Min(40, text.Length)]}");
        byte[] bytes = new byte[escapes.Length / 4];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((Digit(escapes[i * 4 + 2]) << 4) | Digit(escapes[i * 4 + 3]));
        return bytes;
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
