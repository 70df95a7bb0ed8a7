namespace Maple.Imaging.Jpeg;

/// <summary>How coarsely each frequency is kept: the tables that T.81 annex K.1 gives as examples, scaled by a quality as libjpeg does.</summary>
internal sealed class Quantisation
{
    public const int Count = 64;

    // Factors that the transform leaves in its results (Arai, Agui, Nakajima 1988; libjpeg's jcdctmgr.c has the same numbers).
    private static readonly double[] s_left =
        [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];

    private readonly float[] _factors = new float[Count];
    private readonly byte[] _steps = new byte[Count];

    private Quantisation(ReadOnlySpan<byte> zigzagged, int quality)
    {
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        for (int i = 0; i < Count; i++)
        {
            int at = ZigZag.Transposed[i];
            _steps[i] = (byte)Math.Clamp((zigzagged[i] * scale + 50) / 100, 1, 255);
            _factors[at] = (float)(1 / (_steps[i] * s_left[at >> 3] * s_left[at & 7] * 8));
        }
    }

    /// <summary>In zigzag order.</summary>
    public ReadOnlySpan<byte> Steps => _steps;

    /// <summary>What results of <see cref="ForwardTransform"/> are multiplied by, as it leaves them: transposed.</summary>
    public ref float Factors => ref _factors[0];

    public static Quantisation Luminance(int quality) => new(
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ], quality);

    public static Quantisation Chrominance(int quality) => new(
    [
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ], quality);
}

internal static class ZigZag
{
    /// <summary>Where each coefficient of the file is in a block that is turned on its diagonal (T.81 figure 5, columns for rows).</summary>
    public static ReadOnlySpan<byte> Transposed =>
    [
        0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 4, 11, 18, 25, 32, 40, 33, 26, 19, 12, 5, 6, 13, 20, 27, 34, 41, 48, 56, 49, 42, 35,
        28, 21, 14, 7, 15, 22, 29, 36, 43, 50, 57, 58, 51, 44, 37, 30, 23, 31, 38, 45, 52, 59, 60, 53, 46, 39, 47, 54, 61, 62, 55, 63,
    ];
}
