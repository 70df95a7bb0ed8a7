using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Probe;

/// <summary>
/// Reads what a picture is from its bytes, without decoding a pixel: 4 KB of memory, time at most linear in the file's length.
/// </summary>
internal static class ImageProbe
{
    /// <exception cref="Errors.MapleException">
    /// <c>empty_file</c>, <c>unsupported_format</c>, <c>format_not_allowed</c>, <c>corrupt_image</c>, <c>too_many_pixels</c>, <c>too_many_frames</c>
    /// </exception>
    public static ImageInfo Read(string path, ImagingOptions limits)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return Read(file, limits);
    }

    /// <inheritdoc cref="Read(string, ImagingOptions)"/>
    public static ImageInfo Read(SafeFileHandle file, ImagingOptions limits)
    {
        using HeaderReader reader = new(file);
        if (reader.Length == 0)
            throw ImageErrors.Empty();

        ReadOnlySpan<byte> head = reader.Peek(Signature.Length);
        reader.Format = Signature.Recognise(head) ?? throw ImageErrors.Unsupported(Signature.Describe(head));
        if (!limits.AllowedExtensions.Any(e => ImageFormat.ByExtension(e) == reader.Format))
            throw ImageErrors.NotAllowed(reader.Format, limits.AllowedExtensions);

        ImageInfo info = reader.Format.Extension switch
        {
            "png" => PngHeader.Read(reader, limits),
            "jpg" => JpegHeader.Read(reader, limits),
            "gif" => GifHeader.Read(reader, limits),
            "webp" => WebPHeader.Read(reader, limits),
            _ => BmpHeader.Read(reader, limits),
        };
        return info with { FileBytes = reader.Length };
    }

    /// <summary>Checks a size as soon as it is known, before anything else of the file is read.</summary>
    public static void CheckSize(ImageFormat format, long width, long height, ImagingOptions limits)
    {
        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue)
            throw ImageErrors.Corrupt(format, new($"its size is {width} x {height}", $"尺寸为 {width} x {height}"));
        if (width * height > limits.MaxPixels)
            throw ImageErrors.TooManyPixels((int)width, (int)height, limits.MaxPixels);
    }

    public static void CheckFrames(long frames, bool atLeast, ImagingOptions limits)
    {
        if (frames > limits.MaxFrames)
            throw ImageErrors.TooManyFrames(frames, atLeast, limits.MaxFrames);
    }
}
