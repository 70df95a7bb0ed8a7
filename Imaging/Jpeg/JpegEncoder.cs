using System.Runtime.InteropServices;

namespace Maple.Imaging.Jpeg;

/// <summary>
/// Baseline JPEG (ITU-T T.81) with Huffman codes made for the picture. The libjpeg inside Skia was built without vector code and took two and a half
/// times as long: docs/decisions/0012-upload-cost.md.
/// </summary>
internal sealed class JpegEncoder : IDisposable
{
    private readonly int _width;
    private readonly int _height;
    private readonly Component[] _components;
    private readonly Planes _planes;
    private readonly SymbolBuffer _symbols = new();
    private readonly BitWriter _output;
    private HuffmanCode[]? _codes;

    /// <param name="quality">1 to 100, as libjpeg counts it.</param>
    /// <param name="halvesColour">4:2:0, else 4:4:4.</param>
    private JpegEncoder(int width, int height, int quality, bool halvesColour)
    {
        (_width, _height) = (width, height);
        int side = halvesColour ? 2 : 1;
        Quantisation luminance = Quantisation.Luminance(quality), chrominance = Quantisation.Chrominance(quality);
        _components = [new(1, side, 0, luminance), new(2, 1, 1, chrominance), new(3, 1, 1, chrominance)];
        _planes = new Planes(width, side);
        _output = new BitWriter(width * height / 8);
    }

    /// <param name="pixels">Four bytes each, red first and alpha last, which is ignored; rows without padding.</param>
    /// <returns>A buffer of the shared pool, now the caller's, and how much of it is the file.</returns>
    public static (byte[] Rented, int Length) Encode(ReadOnlySpan<byte> pixels, int width, int height, int quality, bool halvesColour)
    {
        using JpegEncoder encoder = new(width, height, quality, halvesColour);
        encoder.AddRows(MemoryMarshal.Cast<byte, uint>(pixels));
        return encoder.Finish();
    }

    public void Dispose() => _symbols.Dispose();

    private void AddRows(ReadOnlySpan<uint> pixels)
    {
        Span<short> coefficients = stackalloc short[Quantisation.Count];
        for (int top = 0; top < _height; top += _planes.Rows)
        {
            _planes.Fill(pixels, top, _height);
            for (int unit = 0; unit < _planes.Units; unit++)
            {
                for (int i = 0; i < _components.Length; i++)
                {
                    Component component = _components[i];
                    for (int block = 0; block < component.Side * component.Side; block++)
                    {
                        ref float samples = ref _planes.Block(i, unit * component.Side + block % component.Side, block / component.Side);
                        ulong present = ForwardTransform.Apply(ref samples, _planes.Stride, component.Quantisation, coefficients);
                        _symbols.Add(coefficients, present, ref component.Previous, component.Codes);
                    }
                }

                if (_symbols.IsNearlyFull)
                    Spill();
            }
        }
    }

    private (byte[] Rented, int Length) Finish()
    {
        Begin(isComplete: true);
        _symbols.WriteTo(_output, _codes!);
        return _output.Finish();
    }

    /// <summary>A picture of so many symbols gets codes that were made for its beginning.</summary>
    private void Spill()
    {
        Begin(isComplete: false);
        _symbols.WriteTo(_output, _codes!);
    }

    private void Begin(bool isComplete)
    {
        if (_codes is not null)
            return;
        _codes = [.. Enumerable.Range(0, SymbolBuffer.Codes).Select(i => _symbols.CodeOf(i, isComplete))];
        JpegHeaders.Write(_output, _width, _height, _components, _codes);
    }
}

/// <param name="Id">In the file.</param>
/// <param name="Side">Blocks of a unit, in each direction.</param>
/// <param name="Codes">0 for luminance, 1 for chrominance: which quantisation and which codes in the file.</param>
internal sealed record Component(byte Id, int Side, int Codes, Quantisation Quantisation)
{
    /// <summary>The mean of the block before.</summary>
    public int Previous;
}
