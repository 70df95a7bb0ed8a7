using Maple.Imaging.Jpeg.Decoding;
using Maple.Imaging.Skia;
using Maple.Tests.Support;
using SkiaSharp;

namespace Maple.Tests.Imaging.Jpeg.Decoding;

/// <summary>A drawn picture with edges, slopes and grain, and what comes of it: pixels of four bytes, red first.</summary>
internal sealed class Photo
{
    /// <summary>How files differ that are decoded alike, as settings of cjpeg.</summary>
    public static readonly string[] Kinds =
    [
        "-quality 90 -sample 1x1", "-quality 90 -sample 2x1", "-quality 90 -sample 2x2", "-quality 90 -sample 1x2", "-quality 90 -grayscale",
        "-quality 95 -sample 2x2 -restart 1", "-quality 80 -sample 2x2 -restart 3B -optimize", "-quality 100 -sample 1x1 -optimize",
        "-quality 75 -sample 2x2,1x2,2x1",
    ];

    public Photo(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[4 * width * height];
        var random = new Random(width * 7919 + height);
        for (int i = 0; i < width * height; i++)
        {
            double x = i % width, y = (double)(i / width);
            bool isInside = Math.Pow(x - 0.6 * width, 2) + Math.Pow(y - 0.4 * height, 2) < Math.Pow(0.25 * width, 2);
            Pixels[4 * i] = (byte)((isInside ? 190 : 40 + 120 * x / width) + random.Next(8));
            Pixels[4 * i + 1] = (byte)((isInside ? 60 : 90 + 60 * Math.Sin(y / 19)) + random.Next(8));
            Pixels[4 * i + 2] = (byte)((isInside ? 40 : 200 - 120 * y / height) + random.Next(8));
            Pixels[4 * i + 3] = 255;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    public byte[] Encode(string settings) => Cjpeg.Encode(Pixels, Width, Height, settings.Split(' '));

    /// <summary>The picture without its colours, as JFIF counts luminance.</summary>
    public byte[] Grey()
    {
        byte[] grey = [.. Pixels];
        for (int i = 0; i < grey.Length; i += 4)
            grey.AsSpan(i, 3).Fill((byte)Math.Round(0.299 * Pixels[i] + 0.587 * Pixels[i + 1] + 0.114 * Pixels[i + 2]));
        return grey;
    }

    /// <summary>What <see cref="JpegDecoder"/> makes of a file; null where it gives up or has no way.</summary>
    public static byte[]? Decode(byte[] file, int eighths, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (SegmentReader.TryRead(file) is not { } jpeg)
            return null;
        (width, height) = ((jpeg.Width * eighths + 7) / 8, (jpeg.Height * eighths + 7) / 8);
        if (JpegDecoder.TryCreate(jpeg, width, height) is not { } decoder)
            return null;
        Assert.Equal((width, height), (decoder.Width, decoder.Height));
        List<byte> pixels = [];
        bool isWhole = decoder.TryDecode(file, row => pixels.AddRange(row), CancellationToken.None);
        Assert.True(!isWhole || pixels.Count == 4 * width * height);
        return isWhole ? [.. pixels] : null;
    }

    /// <summary>What Skia makes of it, with the same steps as maple takes; null where it does not come to the end.</summary>
    public static byte[]? DecodeBySkia(byte[] file, int eighths = 8)
    {
        SkiaLibrary.Use();
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
            return null;
        SKSizeI size = codec.GetScaledDimensions(eighths / 8f);
        using Pixels pixels = new(size.Width, size.Height);
        SKImageInfo layout = Maple.Imaging.Skia.Pixels.Layout(size.Width, size.Height);
        return codec.StartScanlineDecode(layout) == SKCodecResult.Success && codec.GetScanlines(pixels.Address, size.Height, layout.RowBytes) == size.Height
            ? pixels.Bytes.ToArray()
            : null;
    }

    /// <summary>Reduced by <see cref="Resampler"/>, which ResamplerTests hold against exact arithmetic.</summary>
    public static byte[] Reduce(byte[] pixels, int width, int height, int toWidth, int toHeight)
    {
        using Resampler resampler = new(width, height, toWidth, toHeight);
        for (int y = 0; y < height; y++)
            resampler.Push(pixels.AsSpan(4 * width * y, 4 * width));
        return resampler.Target.Bytes.ToArray();
    }

    /// <summary>Peak signal to noise ratio over all colours: 45 is hard to see, every 6 is half of the difference.</summary>
    public static double Decibels(byte[] a, byte[] b)
    {
        Assert.Equal(a.Length, b.Length);
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += Math.Pow(a[i] - b[i], 2);
        return 10 * Math.Log10(255 * 255 * (a.Length * 0.75) / Math.Max(sum, 1e-9));
    }
}
