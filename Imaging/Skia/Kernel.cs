namespace Maple.Imaging.Skia;

/// <summary>
/// Catmull-Rom, widened by the scale (as Pillow and libvips do): for each target pixel, where its source pixels begin and what each weighs, in fixed point.
/// </summary>
internal sealed class Kernel
{
    // A normalised kernel's weights add up to at most 1.3 without their signs.
    private const double Overshoot = 1.3;

    private readonly int[] _starts;
    private readonly short[] _weights;

    /// <param name="source">Pixels that there are.</param>
    /// <param name="extent">Of them that are the picture: half of the last one may lie outside.</param>
    /// <param name="target">Pixels to be made.</param>
    /// <param name="step">All have the same number of weights, a multiple of this one; those in excess are 0.</param>
    /// <param name="largest">What will be weighed; sums stay within 31 bits.</param>
    public Kernel(int source, double extent, int target, int step, int largest)
    {
        double scale = extent / target, support = 2 * scale;
        int taps = Math.Min((int)Math.Ceiling(2 * support) + 1, source);
        Taps = (taps + step - 1) / step * step;
        Length = Math.Max(source, Taps);
        _starts = new int[target];
        _weights = new short[(long)target * Taps];
        // As fine as both the weights' 16 bits and the sum allow.
        Bits = (int)Math.Log2(Math.Min(short.MaxValue / 1.2 * Math.Max(1, scale), int.MaxValue / (Overshoot * largest)));
        Span<double> exact = new double[taps];
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(centre - support + 0.5));
            int last = Math.Min(source - 1, (int)Math.Ceiling(centre + support - 0.5) - 1);
            int start = Math.Min(first, Length - Taps);
            for (int j = first; j <= last; j++)
                exact[j - first] = CatmullRom((j + 0.5 - centre) / scale);
            _starts[i] = start;
            Round(exact[..(last - first + 1)], _weights.AsSpan(i * Taps + first - start));
        }
    }

    private Kernel()
    {
        _starts = [];
        _weights = [];
    }

    /// <summary>Where nothing is scaled.</summary>
    public static Kernel None { get; } = new();

    /// <summary>Weights of each target pixel.</summary>
    public int Taps { get; }

    /// <summary>Source pixels that there must be; more than there are only where there are fewer than <see cref="Taps"/>.</summary>
    public int Length { get; }

    /// <summary>Of which the fraction of a weight has so many.</summary>
    public int Bits { get; }

    public ReadOnlySpan<int> Starts => _starts;

    public ReadOnlySpan<short> Weights => _weights;

    /// <summary>What rounding takes from one weight the next one gets: together they are 1, so even areas stay what they are.</summary>
    private void Round(ReadOnlySpan<double> exact, Span<short> weights)
    {
        double sum = 0, passed = 0;
        foreach (double weight in exact)
            sum += weight;
        int given = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            passed += exact[i];
            int until = (int)Math.Round(passed / sum * (1 << Bits));
            weights[i] = (short)(until - given);
            given = until;
        }
    }

    private static double CatmullRom(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
}
