namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>What the segments before the scan of a JPEG say, as far as <see cref="JpegDecoder"/> can decode it.</summary>
internal sealed class JpegFile
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Luminance alone, or luminance and the two colour differences.</summary>
    public required JpegComponent[] Components { get; init; }

    /// <summary>Units between two restart markers, 0 where there are none.</summary>
    public required int RestartInterval { get; init; }

    /// <summary>Where the scan's codes begin.</summary>
    public required int ScanStart { get; init; }

    /// <summary>The colour profile (ICC), empty where there is none.</summary>
    public required byte[] Profile { get; init; }

    /// <summary>Blocks of a unit, over all components, in each direction.</summary>
    public int MostAcross => Components.Max(c => c.Across);

    public int MostDown => Components.Max(c => c.Down);
}

/// <param name="Across">Blocks of a unit, horizontally.</param>
/// <param name="Down">Blocks of a unit, vertically.</param>
/// <param name="Steps">What each coefficient is multiplied by, in zigzag order.</param>
/// <param name="Means">Codes of the blocks' means.</param>
/// <param name="Rest">Codes of all other coefficients.</param>
internal sealed record JpegComponent(int Across, int Down, ushort[] Steps, HuffmanTable Means, HuffmanTable Rest);
