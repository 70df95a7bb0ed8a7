using Maple.Errors;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>A picture being decoded: its rows come once, from the top unless <see cref="IsBottomUp"/>.</summary>
internal abstract class PixelSource(SKCodec codec, ImageInfo info, int width, int height) : IDisposable
{
    // Larger ones gain nothing.
    private const int ReadSize = 64 << 10;

    /// <summary>Width as decoded, before orientation; a JPEG's or WebP's may be less than the file's.</summary>
    public int Width { get; } = width;

    /// <summary>Height as decoded, before orientation.</summary>
    public int Height { get; } = height;

    public bool IsBottomUp { get; protected init; }

    public bool IsOpaque { get; } = codec.Info.AlphaType == SKAlphaType.Opaque;

    protected SKCodec Codec { get; } = codec;

    protected SKImageInfo Layout => Pixels.Layout(Width, Height);

    /// <summary>Opens a picture for a result of at least this size (as stored, before orientation).</summary>
    /// <param name="file">Stays open for as long as this; read at its own offsets.</param>
    /// <exception cref="MapleException"><c>corrupt_image</c></exception>
    public static PixelSource Open(SafeFileHandle file, ImageInfo info, int width, int height)
    {
        if (info.Format == ImageFormat.Jpeg && MappedFile.TryOpen(file, info.FileBytes) is { } mapped)
            return OpenMapped(mapped, info, width, height);
        bool isStriped = info is { IsInterlaced: false, Format.Extension: "png" };
        PieceStream bytes = new(file, info.FileBytes);
        // Decoders read some by the kilobyte, and a call back from native code for each is best kept out of the kernel.
        SKCodec codec = SKCodec.Create(isStriped ? bytes : new BufferedStream(bytes, ReadSize)) ?? throw Damaged(info);
        try
        {
            CheckSize(codec, info);
            return info.Format.Extension switch
            {
                "png" when isStriped => new PngStrips(codec, bytes, info),
                "jpg" => Scanlines.OfJpeg(codec, info, width, height),
                "bmp" when !info.IsInterlaced => Scanlines.OfBmp(codec, info),
                "webp" => WholeImage.OfWebP(codec, info, width, height),
                _ => new WholeImage(codec, info, info.CodedWidth, info.CodedHeight),
            };
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <exception cref="MapleException"><c>corrupt_image</c> when not all rows can be decoded.</exception>
    public abstract void CopyTo(Resampler target, CancellationToken cancellation);

    public virtual void Dispose() => Codec.Dispose();

    private static Scanlines OpenMapped(MappedFile mapped, ImageInfo info, int width, int height)
    {
        SKCodec? codec = null;
        try
        {
            codec = SKCodec.Create(mapped.Data) ?? throw Damaged(info);
            CheckSize(codec, info);
            return Scanlines.OfJpeg(codec, info, width, height, mapped);
        }
        catch
        {
            codec?.Dispose();
            mapped.Dispose();
            throw;
        }
    }

    protected MapleException Damaged() => Damaged(info);

    protected static MapleException Damaged(ImageInfo info) => ImageErrors.Undecodable(info.Format);

    /// <summary>Limits were checked on what the header reader saw; a decoder that sees something else is not to be trusted with it.</summary>
    protected static void CheckSize(SKCodec codec, ImageInfo info)
    {
        if (codec.Info.Width != info.CodedWidth || codec.Info.Height != info.CodedHeight)
            throw Damaged(info);
    }
}
