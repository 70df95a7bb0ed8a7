using Maple.Errors;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Skia;

/// <summary>
/// Makes smaller pictures from a file: one decode at the scale that the largest needs, orientation, then each size from the one before it.
/// CPU-bound; runs on the caller's thread.
/// </summary>
internal static class Renderer
{
    /// <summary>Bytes that rendering holds at once: what the decoder needs, and the largest result (twice while it is turned).</summary>
    public static long MemoryFor(ImageInfo info, Box largest)
    {
        (int width, int height) = largest.Fit(info.Width, info.Height);
        return info.WorkingBytes + 2L * Pixels.BytesPerPixel * width * height;
    }

    /// <summary>Bytes of address space that rendering reserves, whether they ever become memory or not.</summary>
    public static long AddressesFor(ImageInfo info, Box largest) => MemoryFor(info, largest) + info.Pixels * Pixels.BytesPerPixel;

    /// <param name="file">Open for reading; its offset is neither used nor moved.</param>
    /// <param name="boxes">Largest first, each within the one before it.</param>
    /// <returns>One rendition per box, in the same order and all of the same format; never enlarged.</returns>
    /// <exception cref="MapleException"><c>corrupt_image</c> when the pixels can't all be decoded.</exception>
    public static Rendition[] Render(SafeFileHandle file, ImageInfo info, ReadOnlySpan<Box> boxes, CancellationToken cancellation = default)
    {
        SkiaLibrary.Use();
        (int width, int height) = boxes[0].Fit(info.Width, info.Height);
        bool reduced = (width, height) != (info.Width, info.Height);
        bool reuses = !reduced && FormatChoice.IsReusable(info);
        // Where the file itself is the largest, only the next needs pixels. A decoder reads all of the file at any scale, so damage is still found.
        Pixels pixels = Decode(file, info, reuses && boxes.Length > 1 ? boxes[1] : boxes[0], out bool opaque, cancellation);
        Rendition[] renditions = new Rendition[boxes.Length];
        try
        {
            ImageFormat format = FormatChoice.Choose(info, reduced, opaque, Math.Max(width, height));
            for (int i = 0; i < boxes.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                (width, height) = boxes[i].Fit(info.Width, info.Height);
                if (i == 0 && reuses)
                {
                    renditions[i] = Rendition.OfFileItself(info);
                    continue;
                }

                if (i > 0 && (width, height) == (renditions[i - 1].Width, renditions[i - 1].Height))
                {
                    renditions[i] = renditions[i - 1].Copy();
                    continue;
                }

                pixels = Shrink(pixels, width, height);
                renditions[i] = Encoder.Encode(
                    pixels, format, opaque, photo: info.Format == ImageFormat.Jpeg || info.Format == ImageFormat.WebP);
            }

            return renditions;
        }
        catch
        {
            foreach (Rendition? rendition in renditions)
                rendition?.Dispose();
            throw;
        }
        finally
        {
            pixels.Dispose();
        }
    }

    private static Pixels Decode(SafeFileHandle file, ImageInfo info, Box box, out bool opaque, CancellationToken cancellation)
    {
        (int width, int height) = box.Fit(info.Width, info.Height);
        if (info.Orientation >= 5)
            (width, height) = (height, width);

        if (ScaledJpeg.TryDecode(file, info, width, height, cancellation) is { } decoded)
        {
            opaque = true;
            return Orienter.Apply(decoded, info.Orientation);
        }

        using PixelSource source = PixelSource.Open(file, info, width, height);
        Resampler resampler = new(source.Width, source.Height, width, height);
        try
        {
            source.CopyTo(resampler, cancellation);
            Pixels shown = Orienter.Apply(resampler.Target, source.IsBottomUp ? 4 : info.Orientation);
            opaque = source.IsOpaque || shown.IsOpaque();
            return shown;
        }
        catch
        {
            resampler.Dispose();
            throw;
        }
    }

    private static Pixels Shrink(Pixels pixels, int width, int height)
    {
        if ((width, height) == (pixels.Width, pixels.Height))
            return pixels;
        using (pixels)
        {
            Resampler resampler = new(pixels.Width, pixels.Height, width, height);
            for (int y = 0; y < pixels.Height; y++)
                resampler.Push(pixels.Row(y));
            return resampler.Target;
        }
    }
}
