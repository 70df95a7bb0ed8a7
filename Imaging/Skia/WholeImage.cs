using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>Everything that can only be decoded at once: GIF, WebP, interlaced PNG, run-length BMP. The first frame of an animation.</summary>
internal sealed class WholeImage(SKCodec codec, ImageInfo info, int width, int height) : PixelSource(codec, info, width, height)
{
    /// <summary>libwebp scales while it decodes, by areas.</summary>
    public static WholeImage OfWebP(SKCodec codec, ImageInfo info, int width, int height)
    {
        float scale = Math.Max((float)width / info.CodedWidth, (float)height / info.CodedHeight);
        SKSizeI size = info.Frames > 1 ? codec.Info.Size : codec.GetScaledDimensions(scale);

        // Rounding may lose a pixel.
        return size.Width >= width && size.Height >= height
            ? new(codec, info, size.Width, size.Height)
            : new(codec, info, info.CodedWidth, info.CodedHeight);
    }

    public override void CopyTo(Resampler target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Pixels whole = new(Width, Height);
        if (Codec.GetPixels(Layout, whole.Address) != SKCodecResult.Success)
            throw Damaged();
        for (int y = 0; y < Height; y++)
            target.Push(whole.Row(y));
    }
}
