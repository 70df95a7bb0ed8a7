using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// PNG in flat memory. Skia decodes it incrementally, but only into a buffer for the whole picture: so it gets one that is reserved and not resident,
/// is fed the file piece by piece, and the pages of rows that have been passed on are given back at once.
/// </summary>
internal sealed class PngStrips : PixelSource
{
    // Small enough that the rows of one piece stay in the cache: 32 KB of a screenshot inflate to about 1 MB.
    private const int PieceBytes = 32 << 10;

    private readonly PieceStream _file;
    private readonly PageBuffer _pages;

    public PngStrips(SKCodec codec, PieceStream file, ImageInfo info)
        : base(codec, info, info.CodedWidth, info.CodedHeight)
    {
        _file = file;
        _pages = PageBuffer.Get(info.Pixels * Pixels.BytesPerPixel);
    }

    public override void CopyTo(Resampler target, CancellationToken cancellation)
    {
        int rowBytes = Layout.RowBytes;
        if (Codec.StartIncrementalDecode(Layout, _pages.Address, rowBytes) != SKCodecResult.Success)
            throw Damaged();

        int done = 0;
        SKCodecResult result;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            bool last = !_file.Allow(PieceBytes);
            result = Codec.IncrementalDecode(out int rows);
            if (result == SKCodecResult.Success)
                rows = Height;
            else if (result != SKCodecResult.IncompleteInput || last)
                throw Damaged();

            for (; done < rows; done++)
                target.Push(_pages.Span((long)done * rowBytes, rowBytes));
            _pages.GiveBack((long)done * rowBytes);
        }
        while (result != SKCodecResult.Success);
    }

    public override void Dispose()
    {
        base.Dispose();
        _pages.Return();
    }
}
