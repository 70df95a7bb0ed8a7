namespace Maple.Imaging.Demo;

/// <summary>Smooth randomness that is the same for the same seed everywhere.</summary>
internal readonly struct Noise(uint seed)
{
    /// <summary>From 0 to 1, without any relation to its neighbours.</summary>
    public float At(int x, int y)
    {
        uint hash = (uint)x * 0x9E3779B1 ^ (uint)y * 0x85EBCA77 ^ seed * 0xC2B2AE3D;
        hash = (hash ^ hash >> 15) * 0x2C1B3C6D;
        hash = (hash ^ hash >> 12) * 0x297A2D39;
        return (hash ^ hash >> 15) * (1f / uint.MaxValue);
    }

    /// <summary>From 0 to 1, each octave with twice the detail and half the weight of the one before it.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, weight = 0.5f, total = 0;
        for (int i = 0; i < octaves; i++)
        {
            sum += weight * Smooth(x, y + i * 37);
            total += weight;
            weight /= 2;
            (x, y) = (x * 2, y * 2);
        }

        return sum / total;
    }

    private float Smooth(float x, float y)
    {
        float left = MathF.Floor(x), top = MathF.Floor(y);
        int column = (int)left, row = (int)top;
        (float u, float v) = (Ease(x - left), Ease(y - top));
        float upper = float.Lerp(At(column, row), At(column + 1, row), u);
        float lower = float.Lerp(At(column, row + 1), At(column + 1, row + 1), u);
        return float.Lerp(upper, lower, v);
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);
}
