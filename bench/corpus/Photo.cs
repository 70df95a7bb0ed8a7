using SkiaSharp;

namespace Maple.Bench.Corpus;

/// <summary>
/// A picture with a camera's statistics: large shapes, detail at every scale (value noise in octaves), and a sensor's grain.
/// </summary>
internal static class Photo
{
    public static unsafe SKBitmap Draw(int width, int height, int seed)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        byte* pixels = (byte*)bitmap.GetPixels();
        float[] hues = [0.9f + seed % 5 * 0.05f, 0.8f + seed % 3 * 0.1f, 0.6f + seed % 7 * 0.06f];
        Parallel.For(0, height, y =>
        {
            // Each row has its own generator, so that rows can be drawn in any order.
            var grain = new Random(seed * 1_000_003 + y);
            byte* p = pixels + (long)y * width * 4;
            for (int x = 0; x < width; x++, p += 4)
            {
                float shade = Octaves(x / 700f, y / 700f, seed);
                float light = 40 + 190 * shade + (float)(grain.NextDouble() - 0.5) * 18;
                for (int channel = 0; channel < 3; channel++)
                    p[channel] = (byte)Math.Clamp(light * hues[channel] + 12 * Noise(x / 90f, y / 90f, seed + channel), 0, 255);
                p[3] = 255;
            }
        });
        return bitmap;
    }

    private static float Octaves(float x, float y, int seed)
    {
        float sum = 0, weight = 0.5f;
        for (int octave = 0; octave < 8; octave++, x *= 2.1f, y *= 2.1f, weight *= 0.55f)
            sum += weight * Noise(x, y, seed + octave * 31);
        return sum;
    }

    private static float Noise(float x, float y, int seed)
    {
        int column = (int)MathF.Floor(x), row = (int)MathF.Floor(y);
        float fx = Smooth(x - column), fy = Smooth(y - row);
        float top = Lerp(Hash(column, row, seed), Hash(column + 1, row, seed), fx);
        float bottom = Lerp(Hash(column, row + 1, seed), Hash(column + 1, row + 1, seed), fx);
        return Lerp(top, bottom, fy);
    }

    private static float Smooth(float t) => t * t * (3 - 2 * t);

    private static float Lerp(float a, float b, float t) => a + (b - a) * t;

    private static float Hash(int x, int y, int seed)
    {
        uint h = unchecked((uint)(x * 374761393 + y * 668265263 + seed * 974634777));
        h = (h ^ (h >> 13)) * 1274126177;
        return ((h ^ (h >> 16)) & 0xffffff) / (float)0x1000000;
    }
}
