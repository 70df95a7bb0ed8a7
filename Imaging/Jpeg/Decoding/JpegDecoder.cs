using System.Buffers;
using System.Runtime.InteropServices;

namespace Maple.Imaging.Jpeg.Decoding;

/// <summary>
/// Sequential JPEG (ITU-T T.81) at a number of eighths of its size. For a small picture most coefficients are not needed: their codes are passed over, several
/// in one step, which is why this takes half of libjpeg's time and less (docs/decisions/0014-jpeg-decoder.md). A damaged file is given up, and is
/// another decoder's to judge.
/// </summary>
internal sealed class JpegDecoder
{
    private const int Eighths = 8, MostSide = 16;

    private readonly JpegFile _file;
    private readonly Plane[] _planes;
    private readonly int _units;
    private readonly int _rows;
    private readonly uint[] _pixels;

    private JpegDecoder(JpegFile file, int eighths)
    {
        _file = file;
        int mostAcross = file.MostAcross, mostDown = file.MostDown;
        (Width, Height) = (Scaled(file.Width, eighths), Scaled(file.Height, eighths));
        _units = (file.Width + Eighths * mostAcross - 1) / (Eighths * mostAcross);
        _rows = eighths * mostDown;
        _planes = [.. file.Components.Select(c => new Plane(c, eighths * mostAcross / c.Across, eighths * mostDown / c.Down, _units))];
        _pixels = new uint[(Width + Colours.AtOnce - 1) / Colours.AtOnce * Colours.AtOnce];
    }

    /// <summary>A row from the top: red, green, blue and 255 for each pixel; valid during the call.</summary>
    public delegate void RowSink(ReadOnlySpan<byte> row);

    public int Width { get; }

    public int Height { get; }

    /// <summary>For the smallest number of eighths that makes the picture at least so large.</summary>
    /// <returns>Null where this decoder has no way to it.</returns>
    public static JpegDecoder? TryCreate(JpegFile file, int width, int height)
    {
        int eighths = 1;
        while (eighths < Eighths && (Scaled(file.Width, eighths) < width || Scaled(file.Height, eighths) < height))
            eighths++;
        foreach (JpegComponent component in file.Components)
        {
            (int across, int restAcross) = Math.DivRem(file.MostAcross, component.Across);
            (int down, int restDown) = Math.DivRem(file.MostDown, component.Down);
            if (restAcross != 0 || restDown != 0 || eighths * across > MostSide || eighths * down > MostSide)
                return null;
        }

        return new(file, eighths);
    }

    /// <returns>False for a damaged file; what came until then is void.</returns>
    public bool TryDecode(ReadOnlySpan<byte> file, RowSink sink, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ScanWindow.BufferSize);
        try
        {
            ScanWindow window = new(file, _file.ScanStart, buffer);
            BitReader reader = new(ref window.Start);
            if (!window.TryFill())
                return false;
            int left = _file.RestartInterval, restarts = 0;
            for (int top = 0; top < Height; top += _rows)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int unit = 0; unit < _units; unit++)
                {
                    if (_file.RestartInterval > 0 && left-- == 0)
                    {
                        if (!window.TryRestart(ref reader, restarts++ & 7))
                            return false;
                        left = _file.RestartInterval - 1;
                        foreach (Plane plane in _planes)
                            plane.Restart();
                    }

                    if (!window.Holds(reader.Position) && !window.TrySlide(ref reader))
                        return false;
                    foreach (Plane plane in _planes)
                    {
                        if (!plane.ReadUnit(ref reader, unit))
                            return false;
                    }
                }

                if (!Array.TrueForAll(_planes, plane => plane.IsSound) || !window.HasReached(reader.Position))
                    return false;
                for (int y = 0; y < Math.Min(_rows, Height - top); y++)
                    sink(Row(y));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ReadOnlySpan<byte> Row(int y)
    {
        if (_planes.Length == 1)
            Colours.FromGrey(ref _planes[0].Row(y), _pixels);
        else
            Colours.FromYCbCr(ref _planes[0].Row(y), ref _planes[1].Row(y), ref _planes[2].Row(y), _pixels);
        return MemoryMarshal.AsBytes(_pixels.AsSpan(0, Width));
    }

    private static int Scaled(int side, int eighths) => (side * eighths + Eighths - 1) / Eighths;
}
