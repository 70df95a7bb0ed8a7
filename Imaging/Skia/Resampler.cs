using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Skia;

/// <summary>
/// Scales down by rows as they come from a decoder, so that the picture is never whole in memory. Every source pixel counts (see <see cref="Kernel"/>), so
/// nothing aliases. In integers, two pixels in one multiplication: a third of what floating point took (docs/decisions/0012-upload-cost.md).
/// </summary>
internal sealed class Resampler : IDisposable
{
    // Source pixels in a vector, and rows in a multiplication.
    private const int PixelsAtOnce = 4, RowsAtOnce = 2;

    // What is left to scale after halving: less, and it would show.
    private const double LeastScale = 2;

    // Rows that are narrowed keep so many bits behind the point.
    private const int FractionBits = 6;

    private readonly Halver[] _halvers;
    private readonly Kernel _horizontal;
    private readonly Kernel _vertical;
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;

    // A ring of source rows, already narrowed to the target's width.
    private readonly short[][] _ring;

    // Those of them that the next target row is made of, in order.
    private readonly short[][] _window;
    private readonly byte[] _padded = [];
    private readonly bool _isCopy;
    private int _pushed;
    private int _written;

    public Resampler(int sourceWidth, int sourceHeight, int width, int height)
    {
        Target = new Pixels(width, height);
        double extentWidth = sourceWidth, extentHeight = sourceHeight;
        var halvers = new List<Halver>();
        while (extentWidth / 2 >= LeastScale * width && extentHeight / 2 >= LeastScale * height)
        {
            halvers.Add(new Halver(sourceWidth, sourceHeight));
            (extentWidth, extentHeight) = (extentWidth / 2, extentHeight / 2);
            (sourceWidth, sourceHeight) = ((sourceWidth + 1) / 2, (sourceHeight + 1) / 2);
        }

        _halvers = [.. halvers];
        (_sourceWidth, _sourceHeight) = (sourceWidth, sourceHeight);
        _isCopy = (sourceWidth, sourceHeight) == (width, height);
        if (_isCopy)
        {
            (_horizontal, _vertical, _ring, _window) = (Kernel.None, Kernel.None, [], []);
            return;
        }

        _horizontal = new Kernel(sourceWidth, extentWidth, width, PixelsAtOnce, byte.MaxValue);
        _vertical = new Kernel(sourceHeight, extentHeight, height, RowsAtOnce, byte.MaxValue * 3 / 2 << FractionBits);
        if (_horizontal.Length > sourceWidth)
            _padded = new byte[_horizontal.Length * Pixels.BytesPerPixel];
        // Two pixels are written at once.
        int samples = (width + 1) / 2 * 2 * Pixels.BytesPerPixel;
        _ring = new short[_vertical.Taps][];
        _window = new short[_vertical.Taps][];
        for (int i = 0; i < _ring.Length; i++)
            _ring[i] = new short[samples];
    }

    public Pixels Target { get; }

    /// <summary>The next row from the top, in the layout of <see cref="Pixels"/>.</summary>
    public void Push(ReadOnlySpan<byte> row)
    {
        foreach (Halver halver in _halvers)
        {
            if (!halver.Push(row))
                return;
            row = halver.Row;
        }

        if (_isCopy)
        {
            row.CopyTo(Target.Row(_pushed++));
            return;
        }

        row = row[..(_sourceWidth * Pixels.BytesPerPixel)];
        if (_padded.Length > 0)
        {
            row.CopyTo(_padded);
            row = _padded;
        }

        Narrow(row, _ring[_pushed % _ring.Length]);
        _pushed++;
        while (_written < Target.Height && Math.Min(_vertical.Starts[_written] + _vertical.Taps, _sourceHeight) <= _pushed)
            Write(_written++);
    }

    public void Dispose() => Target.Dispose();

    private void Narrow(ReadOnlySpan<byte> source, Span<short> target)
    {
        int shift = _horizontal.Bits - FractionBits, width = Target.Width, taps = _horizontal.Taps;
        Vector128<int> half = Vector128.Create(1 << (shift - 1));
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short weight = ref MemoryMarshal.GetReference(_horizontal.Weights);
        ref short written = ref MemoryMarshal.GetReference(target);
        ReadOnlySpan<int> starts = _horizontal.Starts;
        for (int x = 0; x < width; x++)
        {
            Vector128<int> sum = half, other = Vector128<int>.Zero;
            ref byte pixel = ref Unsafe.Add(ref pixels, starts[x] * Pixels.BytesPerPixel);
            for (int i = 0; i < taps; i += PixelsAtOnce)
            {
                (Vector128<short> firstTwo, Vector128<short> nextTwo) = Words.PairChannels(Vector128.LoadUnsafe(ref pixel));
                sum += Words.MultiplyAddPairs(firstTwo, Pair(ref weight));
                other += Words.MultiplyAddPairs(nextTwo, Pair(ref Unsafe.Add(ref weight, 2)));
                pixel = ref Unsafe.Add(ref pixel, PixelsAtOnce * Pixels.BytesPerPixel);
                weight = ref Unsafe.Add(ref weight, PixelsAtOnce);
            }

            Vector128<int> narrowed = (sum + other) >> shift;
            // As one number: storing the lower half of a vector went through the stack and took a third of this method.
            long narrow = Vector128.NarrowWithSaturation(narrowed, narrowed).AsInt64().ToScalar();
            Unsafe.WriteUnaligned(ref Unsafe.As<short, byte>(ref written), narrow);
            written = ref Unsafe.Add(ref written, Pixels.BytesPerPixel);
        }
    }

    private void Write(int y)
    {
        int taps = _vertical.Taps, start = _vertical.Starts[y], shift = _vertical.Bits + FractionBits;
        ref short weight = ref Unsafe.Add(ref MemoryMarshal.GetReference(_vertical.Weights), y * taps);
        for (int i = 0; i < taps; i++)
            _window[i] = _ring[(start + i) % taps];
        ReadOnlySpan<short[]> window = _window;
        Span<uint> row = Target.RowOfPixels(y);
        Vector128<int> half = Vector128.Create(1 << (shift - 1));
        for (int x = 0; x < row.Length; x += 2)
        {
            Vector128<int> first = half, second = half;
            for (int i = 0; i + 1 < window.Length; i += RowsAtOnce)
            {
                Vector128<short> upper = Two(window[i], x), lower = Two(window[i + 1], x);
                Vector128<short> weights = Pair(ref Unsafe.Add(ref weight, i));
                first += Words.MultiplyAddPairs(Words.ZipLower(upper, lower), weights);
                second += Words.MultiplyAddPairs(Words.ZipUpper(upper, lower), weights);
            }

            ulong two = Pack(Vector128.NarrowWithSaturation(first >> shift, second >> shift));
            row[x] = (uint)two;
            if (x + 1 < row.Length)
                row[x + 1] = (uint)(two >> 32);
        }
    }

    // Negative lobes overshoot: colour stays between 0 and alpha.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pack(Vector128<short> two) => Words.ToBytes(Vector128.Min(two, Words.LastOfFour(two)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Two(short[] row, int x) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(row), (nuint)(x * Pixels.BytesPerPixel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Pair(ref short weight) =>
        Vector128.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref weight))).AsInt16();
}
