using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>Something to take a picture of, the same for the same seed. Colours are red, green and blue from 0 to 1.</summary>
internal abstract class Motif(int seed)
{
    protected Noise Noise { get; } = new((uint)(seed + 1) * 2_654_435_761);

    /// <param name="u">From the left, in heights of the picture.</param>
    /// <param name="v">From the top, 0 to 1.</param>
    public abstract Vector3 At(float u, float v);

    /// <summary>A random number between two others; each <paramref name="which"/> is another one.</summary>
    protected float Pick(int which, float from, float to) => from + (to - from) * Noise.At(which, 7351);

    protected static Vector3 Rgb(int colour) => new Vector3(colour >> 16 & 255, colour >> 8 & 255, colour & 255) / 255;

    /// <summary>From 0 at one value to 1 at another, smoothly.</summary>
    protected static float Step(float from, float to, float value)
    {
        float t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
