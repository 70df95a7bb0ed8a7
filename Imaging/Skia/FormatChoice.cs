namespace Maple.Imaging.Skia;

/// <summary>Which format a picture's renditions get: one for all of them.</summary>
internal static class FormatChoice
{
    // A copy larger than this costs readers more than encoding anew costs us.
    public const long MaxReusedBytes = 512 << 10;

    // Icons, diagrams and screenshots take 0.02 to 0.4 bytes per pixel as PNG or GIF, photos 1 to 3.
    private const double GraphicBytesPerPixel = 0.5;

    /// <summary>Whether the file itself may stand for a rendition that is no smaller than the picture.</summary>
    public static bool IsReusable(ImageInfo info) =>
        info is { Orientation: 1, Frames: 1, HasMetadata: false, FileBytes: <= MaxReusedBytes, Format.Extension: "jpg" or "png" or "webp" }
        && (info.Format != ImageFormat.Png || IsGraphic(info) || info.FileBytes <= 32 << 10);

    /// <param name="reduced">The largest rendition is smaller than the picture.</param>
    /// <param name="opaque">No pixel of the largest rendition is transparent.</param>
    public static ImageFormat Choose(ImageInfo info, bool reduced, bool opaque, int longerSide)
    {
        bool lossless = info.Format != ImageFormat.Jpeg && info.Format != ImageFormat.WebP;
        if (!reduced && IsReusable(info))
            return info.Format;

        // Edges of drawings shown at their own size must stay sharp; scaled ones are soft already.
        if (!reduced && lossless && IsGraphic(info))
            return ImageFormat.Png;
        if (!opaque)
            return longerSide <= Encoder.MaxWebPSide ? ImageFormat.WebP : ImageFormat.Png;
        return longerSide <= Encoder.MaxJpegSide ? ImageFormat.Jpeg : ImageFormat.Png;
    }

    private static bool IsGraphic(ImageInfo info) => info.FileBytes < GraphicBytesPerPixel * info.Pixels * info.Frames;
}
