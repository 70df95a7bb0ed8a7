using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>JPEG and BMP: a few rows at a time, so that the size of the picture does not matter.</summary>
internal sealed class Scanlines : PixelSource
{
    // Two rows of JPEG blocks with 4:2:0 sampling.
    private const int RowsAtOnce = 32;

    private Scanlines(SKCodec codec, ImageInfo info, int width, int height)
        : base(codec, info, width, height)
    {
        if (codec.StartScanlineDecode(Layout) != SKCodecResult.Success)
            throw Damaged();
    }

    /// <summary>Decodes at the smallest of JPEG's eighths that is not below the size wanted: most of the cost is saved.</summary>
    public static Scanlines OfJpeg(SKCodec codec, ImageInfo info, int width, int height)
    {
        SKSizeI size = codec.Info.Size;
        for (int eighths = 7; eighths >= 1; eighths--)
        {
            SKSizeI smaller = codec.GetScaledDimensions(eighths / 8f);
            if (smaller.Width < width || smaller.Height < height)
                break;
            size = smaller;
        }

        return new(codec, info, size.Width, size.Height);
    }

    public static Scanlines OfBmp(SKCodec codec, ImageInfo info) =>
        new(codec, info, info.CodedWidth, info.CodedHeight) { IsBottomUp = codec.ScanlineOrder == SKCodecScanlineOrder.BottomUp };

    public override void CopyTo(Resampler target, CancellationToken cancellation)
    {
        using Pixels strip = new(Width, Math.Min(RowsAtOnce, Height));
        for (int done = 0; done < Height;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(strip.Height, Height - done);
            if (Codec.GetScanlines(strip.Address, count, Layout.RowBytes) != count)
                throw Damaged();
            for (int y = 0; y < count; y++)
                target.Push(strip.Row(y));
            done += count;
        }
    }
}
