using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maple.Imaging.Skia;

/// <summary>
/// Scales down by rows as they come from a decoder, so that the picture is never whole in memory. Catmull-Rom, its kernel widened by the scale
/// (as Pillow and libvips do): every source pixel counts, so nothing aliases.
/// </summary>
internal sealed class Resampler : IDisposable
{
    private readonly Kernel _horizontal;
    private readonly Kernel _vertical;
    private readonly int _sourceWidth;

    // A ring of source rows, already narrowed to the target's width.
    private readonly Vector4[][] _ring;
    private readonly Vector4[] _sums;
    private int _pushed;
    private int _written;

    public Resampler(int sourceWidth, int sourceHeight, int width, int height)
    {
        Target = new Pixels(width, height);
        _sourceWidth = sourceWidth;
        _horizontal = new Kernel(sourceWidth, width);
        _vertical = new Kernel(sourceHeight, height);
        _sums = new Vector4[width];
        _ring = new Vector4[IsCopy ? 0 : _vertical.MaxTaps][];
        for (int i = 0; i < _ring.Length; i++)
            _ring[i] = new Vector4[width];
    }

    public Pixels Target { get; }

    private bool IsCopy => _horizontal.IsIdentity && _vertical.IsIdentity;

    /// <summary>The next row from the top, in the layout of <see cref="Pixels"/>.</summary>
    public void Push(ReadOnlySpan<byte> row)
    {
        if (IsCopy)
        {
            row.CopyTo(Target.Row(_pushed++));
            return;
        }

        _horizontal.Apply(row[..(_sourceWidth * Pixels.BytesPerPixel)], _ring[_pushed % _ring.Length]);
        _pushed++;
        while (_written < Target.Height && _vertical.Start(_written) + _vertical.Weights(_written).Length <= _pushed)
            Write(_written++);
    }

    public void Dispose() => Target.Dispose();

    private void Write(int y)
    {
        ReadOnlySpan<float> weights = _vertical.Weights(y);
        int start = _vertical.Start(y);
        Span<Vector4> sums = _sums;
        sums.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            ReadOnlySpan<Vector4> source = _ring[(start + i) % _ring.Length];
            float weight = weights[i];
            for (int x = 0; x < sums.Length && x < source.Length; x++)
                sums[x] += source[x] * weight;
        }

        Span<uint> row = Target.RowOfPixels(y);
        for (int x = 0; x < sums.Length; x++)
            row[x] = Pack(sums[x]);
    }

    // Negative lobes overshoot: colour stays between 0 and alpha.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(Vector4 sum)
    {
        Vector128<float> colour = sum.AsVector128();
        Vector128<float> alpha = Vector128.Min(Vector128.Shuffle(colour, Vector128.Create(3)), Vector128.Create(255f));
        colour = Vector128.Max(Vector128.Min(colour, alpha), Vector128<float>.Zero) + Vector128.Create(0.5f);

        // 'Native' and 'saturating' are one instruction each, their plain namesakes 20: half of the time went there.
        Vector128<int> rounded = Vector128.ConvertToInt32Native(colour);
        Vector128<short> words = Vector128.NarrowWithSaturation(rounded, rounded);
        return Vector128.NarrowWithSaturation(words.AsUInt16(), words.AsUInt16()).AsUInt32().ToScalar();
    }

    /// <summary>For each target pixel, where its source pixels begin and what each weighs.</summary>
    private sealed class Kernel
    {
        private readonly int[] _starts;
        private readonly int[] _offsets;
        private readonly float[] _weights;

        public Kernel(int source, int target)
        {
            IsIdentity = source == target;
            double scale = (double)source / target, support = 2 * scale;
            _starts = new int[target];
            _offsets = new int[target + 1];
            List<float> weights = new((int)Math.Min(4L * source + 4L * target, int.MaxValue / 8));
            for (int i = 0; i < target; i++)
            {
                double centre = (i + 0.5) * scale;
                int first = Math.Max(0, (int)Math.Floor(centre - support + 0.5));
                int last = Math.Min(source - 1, (int)Math.Ceiling(centre + support - 0.5) - 1);
                double sum = 0;
                for (int j = first; j <= last; j++)
                    sum += CatmullRom((j + 0.5 - centre) / scale);
                for (int j = first; j <= last; j++)
                    weights.Add((float)(CatmullRom((j + 0.5 - centre) / scale) / sum));
                _starts[i] = first;
                _offsets[i + 1] = weights.Count;
                MaxTaps = Math.Max(MaxTaps, last - first + 1);
            }

            _weights = [.. weights];
        }

        public bool IsIdentity { get; }
        public int MaxTaps { get; }

        public int Start(int target) => _starts[target];

        public ReadOnlySpan<float> Weights(int target) => _weights.AsSpan(_offsets[target].._offsets[target + 1]);

        public void Apply(ReadOnlySpan<byte> source, Span<Vector4> target)
        {
            ref byte pixels = ref MemoryMarshal.GetReference(source);
            ref float weight = ref MemoryMarshal.GetArrayDataReference(_weights);
            int[] starts = _starts, offsets = _offsets;
            for (int x = 0; x < target.Length; x++)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                ref byte pixel = ref Unsafe.Add(ref pixels, starts[x] * Pixels.BytesPerPixel);
                int taps = offsets[x + 1] - offsets[x];
                for (int i = 0; i < taps; i++)
                    sum += Channels(ref Unsafe.Add(ref pixel, i * Pixels.BytesPerPixel)) * Unsafe.Add(ref weight, i);
                weight = ref Unsafe.Add(ref weight, taps);
                target[x] = sum.AsVector4();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Channels(ref byte pixel)
        {
            Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref pixel)).AsByte();
            return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
        }

        private static double CatmullRom(double x)
        {
            x = Math.Abs(x);
            return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
        }
    }
}
