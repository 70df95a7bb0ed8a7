namespace Maple.Imaging;

/// <summary>What a picture's header says, read without decoding a pixel.</summary>
internal sealed record ImageInfo
{
    public required ImageFormat Format { get; init; }

    /// <summary>Width in pixels as stored, before orientation.</summary>
    public required int CodedWidth { get; init; }

    /// <summary>Height in pixels as stored, before orientation.</summary>
    public required int CodedHeight { get; init; }

    /// <summary>EXIF orientation, 1 to 8; 1 when there is none or it makes no sense.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>1 for a still picture.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>EXIF, XMP, IPTC or text beside the pixels: where it was taken, with what, by whom.</summary>
    public bool HasMetadata { get; init; }

    /// <summary>No row is whole before the last pass is decoded: progressive JPEG, interlaced PNG, run-length BMP.</summary>
    public bool IsInterlaced { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes that decoding holds at once at most, the resized result aside; estimated from the header.</summary>
    public long WorkingBytes { get; init; }

    public long Pixels => (long)CodedWidth * CodedHeight;

    private bool IsTurned => Orientation >= 5;

    /// <summary>Width as shown.</summary>
    public int Width => IsTurned ? CodedHeight : CodedWidth;

    /// <summary>Height as shown.</summary>
    public int Height => IsTurned ? CodedWidth : CodedHeight;
}
