using Maple.Imaging.Jpeg.Decoding;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>JPEGs that maple decodes itself. All others, and damaged ones, are left to Skia: nothing is refused or taken otherwise than by it alone.</summary>
internal static class ScaledJpeg
{
    /// <param name="width">Of the result, as stored, before orientation.</param>
    /// <returns>Null: it is Skia's.</returns>
    public static Pixels? TryDecode(SafeFileHandle file, ImageInfo info, int width, int height, CancellationToken cancellation)
    {
        if (info.Format != ImageFormat.Jpeg || info.IsInterlaced)
            return null;
        using MappedFile? mapped = MappedFile.TryOpen(file, info.FileBytes);
        if (mapped is null || SegmentReader.TryRead(mapped.Bytes) is not { } jpeg || (jpeg.Width, jpeg.Height) != (info.CodedWidth, info.CodedHeight))
            return null;
        if (JpegDecoder.TryCreate(jpeg, width, height) is not { } decoder)
            return null;
        using SKColorSpaceIccProfile? profile = jpeg.Profile.Length == 0 ? null : SKColorSpaceIccProfile.Create(jpeg.Profile);
        using SKColorSpace? colours = profile is null ? null : SKColorSpace.CreateIcc(profile);
        // One that makes no sense, is no matrix, or is beside a grey picture.
        if (jpeg.Profile.Length > 0 && (colours is null || jpeg.Components.Length == 1))
            return null;

        Resampler resampler = new(decoder.Width, decoder.Height, width, height);
        int rows = 0;
        bool isWhole = false;
        try
        {
            isWhole = colours is null or { IsSrgb: true }
                ? decoder.TryDecode(mapped.Bytes, Push, cancellation)
                : TryDecodeTo(Push, decoder, mapped.Bytes, colours, cancellation);
        }
        finally
        {
            if (!isWhole)
                resampler.Dispose();
        }

        return isWhole ? resampler.Target : null;

        void Push(ReadOnlySpan<byte> row)
        {
            resampler.Push(row);
            mapped.Pass(++rows, decoder.Height);
        }
    }

    private static unsafe bool TryDecodeTo(
        JpegDecoder.RowSink sink, JpegDecoder decoder, ReadOnlySpan<byte> file, SKColorSpace colours, CancellationToken cancellation)
    {
        using Pixels converted = new(decoder.Width, 1);
        SKImageInfo layout = Pixels.Layout(decoder.Width, 1, opaque: true), given = layout.WithColorSpace(colours);
        return decoder.TryDecode(file, Push, cancellation);

        void Push(ReadOnlySpan<byte> row)
        {
            fixed (byte* first = row)
            {
                using SKPixmap pixels = new(given, (nint)first);
                if (!pixels.ReadPixels(layout, converted.Address, layout.RowBytes))
                    throw new InvalidOperationException("Skia could not convert colours.");
            }

            sink(converted.Row(0));
        }
    }
}
