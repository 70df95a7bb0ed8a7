using System.Text;

namespace Maple.Tests.Support;

/// <summary>Debian's cjpeg: the encoder that most JPEGs of the world come from, with all of its settings.</summary>
internal static class Cjpeg
{
    /// <param name="pixels">Four bytes each, red first.</param>
    /// <param name="settings">As on its command line.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, params string[] settings)
    {
        byte[] samples = new byte[3 * width * height];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = pixels[4 * (i / 3) + i % 3];
        return Filter.Run("/usr/bin/cjpeg", "libjpeg-turbo-progs", settings, Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n"), samples);
    }
}
