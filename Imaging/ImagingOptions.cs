namespace Maple.Imaging;

/// <summary>The <c>[images]</c> section of the configuration.</summary>
internal sealed record ImagingOptions
{
    /// <summary>Extensions of the formats that may be uploaded.</summary>
    public IReadOnlyList<string> AllowedExtensions { get; init; } = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];

    /// <summary>Width times height. 100 million: the largest phone cameras make 200 MP only on request; Skia needs 4 bytes for each.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Frames of an animation. A minute at 16 frames a second.</summary>
    public int MaxFrames { get; init; } = 1_000;

    /// <summary>Width of thumbnails in pixels, as the original service had it.</summary>
    public int ThumbWidth { get; init; } = 300;

    /// <summary>Width of show pictures in pixels, as the original service had it.</summary>
    public int ShowWidth { get; init; } = 810;

    /// <summary>Serves originals without the place where they were taken; see <c>Metadata/PositionFinder.cs</c>.</summary>
    public bool StripGps { get; init; } = true;

    /// <summary>Removes that place from originals before they are stored.</summary>
    public bool StripGpsFromOriginal { get; init; }

    /// <summary>Originals of an image that stay after others took their place; 0: none.</summary>
    public int KeepVersions { get; init; }

    /// <summary>Largest <c>?width=</c> and <c>?height=</c> that is computed.</summary>
    public int MaxVariantSize { get; init; } = 1024;

    /// <summary>Bytes of disk for variants asked for by <c>?width=</c> and <c>?height=</c>; the least recently used go first.</summary>
    public long VariantCacheBytes { get; init; } = 256L << 20;

    /// <summary>Pictures decoded at the same time; 0 is one for each core.</summary>
    public int Workers { get; init; }

    /// <summary>
    /// Bytes of pixels that all decodings together may hold. 256 MB: half of a small server. Camera JPEGs and PNGs are decoded in strips
    /// and need under 10 MB each; only what can't be (GIF, lossless WebP, progressive JPEG) comes near it, and is refused above.
    /// </summary>
    public long MaxDecodeBytes { get; init; } = 256L << 20;

    /// <summary>Decodes in processes of their own, which can do nothing else; see <c>Isolation/</c>.</summary>
    public bool Isolate { get; init; } = true;

    /// <summary>
    /// Time for one picture. 30 s: forty times what the slowest picture within the limits above takes (100 million pixels of PNG), for a machine
    /// that is slower, or busy.
    /// </summary>
    public TimeSpan DecodeTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pictures that may wait for a worker. 256: at 50 ms each, two cores have worked them off before a client gives up.</summary>
    public int MaxQueue { get; init; } = 256;
}
