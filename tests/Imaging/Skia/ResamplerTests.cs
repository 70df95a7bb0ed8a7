using System.Runtime.InteropServices;
using Maple.Imaging.Skia;

namespace Maple.Tests.Imaging.Skia;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(1000, 750, 810, 608)]
    [InlineData(810, 608, 300, 225)]
    [InlineData(1920, 3, 300, 1)]
    [InlineData(5, 5, 2, 2)]
    [InlineData(2, 900, 1, 450)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(200_000, 2, 300, 1)]
    public void It_makes_what_exact_arithmetic_makes(int sourceWidth, int sourceHeight, int width, int height)
    {
        uint[] source = new uint[sourceWidth * sourceHeight];
        new Random(sourceWidth).NextBytes(MemoryMarshal.AsBytes(source.AsSpan()));
        foreach (ref uint pixel in source.AsSpan())
            pixel |= 0xFF00_0000;

        byte[] scaled = Scale(source, sourceWidth, sourceHeight, width, height);

        double[] exact = Exact(source, sourceWidth, sourceHeight, width, height);
        for (int i = 0; i < scaled.Length; i++)
            Assert.True(Math.Abs(scaled[i] - Math.Clamp(exact[i], 0, 255)) <= 1.01, $"sample {i} is {scaled[i]}, should be {exact[i]:0.00}");
    }

    [Theory]
    [InlineData(1920, 1080, 320, 180)]
    [InlineData(1921, 1081, 320, 180)]
    [InlineData(1001, 803, 100, 80)]
    [InlineData(403, 4001, 25, 250)]
    public void A_picture_that_becomes_much_smaller_looks_as_exact_arithmetic_makes_it(int sourceWidth, int sourceHeight, int width, int height)
    {
        uint[] source = new uint[sourceWidth * sourceHeight];
        for (int i = 0; i < source.Length; i++)
        {
            (int x, int y) = (i % sourceWidth, i / sourceWidth);
            // Slopes, and an edge that no scale meets.
            uint red = (uint)(x * 255 / sourceWidth), green = (uint)(y * 255 / sourceHeight), blue = x * 7 > y * 5 + 301 ? 255u : 0;
            source[i] = 0xFF00_0000 | blue << 16 | green << 8 | red;
        }

        byte[] scaled = Scale(source, sourceWidth, sourceHeight, width, height);

        double[] exact = Exact(source, sourceWidth, sourceHeight, width, height);
        double[] errors = [.. scaled.Select((sample, i) => Math.Abs(sample - Math.Clamp(exact[i], 0, 255)))];
        Assert.True(errors.Max() < 16 && errors.Average() < 0.5, $"{errors.Max():0.0} at most, {errors.Average():0.00} in the mean");
    }

    [Theory]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0xFF00_0000u)]
    [InlineData(0x8040_2010u)]
    [InlineData(0x0000_0000u)]
    public void An_even_area_stays_as_it_is_at_every_scale(uint pixel)
    {
        uint[] source = new uint[997 * 40];
        Array.Fill(source, pixel);
        foreach (int width in (int[])[1, 2, 3, 7, 100, 333, 500, 996])
        {
            foreach (int height in (int[])[1, 3, 13])
            {
                byte[] scaled = Scale(source, 997, 40, width, height);
                Assert.All(MemoryMarshal.Cast<byte, uint>(scaled).ToArray(), made => Assert.Equal(pixel, made));
            }
        }
    }

    [Fact]
    public void Colour_never_exceeds_alpha()
    {
        uint[] source = new uint[400 * 300];
        for (int i = 0; i < source.Length; i++)
            source[i] = (i / 3 + i / 1200) % 2 == 0 ? 0 : 0xFFFF_FFFF;
        foreach ((int width, int height) in ((int, int)[])[(170, 127), (51, 37)])
        {
            byte[] scaled = Scale(source, 400, 300, width, height);
            for (int i = 0; i < scaled.Length; i += 4)
                Assert.True(scaled[i] <= scaled[i + 3] && scaled[i + 1] <= scaled[i + 3] && scaled[i + 2] <= scaled[i + 3]);
        }
    }

    private static byte[] Scale(uint[] source, int sourceWidth, int sourceHeight, int width, int height)
    {
        using Resampler resampler = new(sourceWidth, sourceHeight, width, height);
        for (int y = 0; y < sourceHeight; y++)
            resampler.Push(MemoryMarshal.AsBytes(source.AsSpan(y * sourceWidth, sourceWidth)));
        return resampler.Target.Bytes.ToArray();
    }

    private static double[] Exact(uint[] source, int sourceWidth, int sourceHeight, int width, int height)
    {
        double[] narrowed = new double[sourceHeight * width * 4], result = new double[height * width * 4];
        ReadOnlySpan<byte> samples = MemoryMarshal.AsBytes(source.AsSpan());
        for (int x = 0; x < width; x++)
        {
            foreach ((int from, double weight) in Weights(sourceWidth, width, x))
            {
                for (int y = 0; y < sourceHeight; y++)
                {
                    for (int c = 0; c < 4; c++)
                        narrowed[(y * width + x) * 4 + c] += weight * samples[(y * sourceWidth + from) * 4 + c];
                }
            }
        }

        for (int y = 0; y < height; y++)
        {
            foreach ((int from, double weight) in Weights(sourceHeight, height, y))
            {
                for (int i = 0; i < width * 4; i++)
                    result[y * width * 4 + i] += weight * narrowed[from * width * 4 + i];
            }
        }

        return result;
    }

    private static List<(int From, double Weight)> Weights(int source, int target, int at)
    {
        double scale = (double)source / target, centre = (at + 0.5) * scale, sum = 0;
        var weights = new List<(int, double)>();
        for (int i = Math.Max(0, (int)(centre - 2 * scale) - 1); i < Math.Min(source, centre + 2 * scale + 1); i++)
        {
            double x = Math.Abs((i + 0.5 - centre) / scale);
            double weight = x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
            weights.Add((i, weight));
            sum += weight;
        }

        return [.. weights.Select(w => (w.Item1, w.Item2 / sum))];
    }
}
