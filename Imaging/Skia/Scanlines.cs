using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>JPEG and BMP: a few rows at a time, so that the size of the picture does not matter.</summary>
internal sealed class Scanlines : PixelSource
{
    // Two rows of JPEG blocks with 4:2:0 sampling.
    private const int RowsAtOnce = 32;

    private readonly MappedFile? _mapped;

    private Scanlines(SKCodec codec, ImageInfo info, int width, int height, MappedFile? mapped = null)
        : base(codec, info, width, height)
    {
        _mapped = mapped;
        if (codec.StartScanlineDecode(Layout) != SKCodecResult.Success)
            throw Damaged();
    }

    /// <summary>Decodes at the smallest of JPEG's eighths that is not below the size wanted: most of the cost is saved.</summary>
    /// <param name="mapped">What the codec reads from, to be disposed of with it; null where that is a stream.</param>
    public static Scanlines OfJpeg(SKCodec codec, ImageInfo info, int width, int height, MappedFile? mapped = null)
    {
        SKSizeI size = codec.Info.Size;
        for (int eighths = 7; eighths >= 1; eighths--)
        {
            SKSizeI smaller = codec.GetScaledDimensions(eighths / 8f);
            if (smaller.Width < width || smaller.Height < height)
                break;
            size = smaller;
        }

        return new(codec, info, size.Width, size.Height, mapped);
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
            _mapped?.Pass(done, Height);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _mapped?.Dispose();
    }
}
