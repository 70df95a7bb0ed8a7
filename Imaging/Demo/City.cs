using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>Houses before houses, some of whose windows are lit.</summary>
internal sealed class City(int seed, Light light) : Motif(seed)
{
    private const int Rows = 3;

    private static readonly Vector3[] s_lamps = [Rgb(0xffd48a), Rgb(0xffe9c4), Rgb(0xffb765), Rgb(0xcfe3ff)];

    public override Vector3 At(float u, float v)
    {
        // The nearest first.
        for (int row = Rows - 1; row >= 0; row--)
        {
            float wide = 0.075f + 0.045f * row;
            int house = (int)MathF.Floor(u / wide + 0.37f * row);
            float within = u / wide + 0.37f * row - house;
            float top = Top(row, house);
            // A mast on the highest.
            if (v < top && Noise.At(house, row + 90) > 0.7f && Math.Abs(within - 0.5f) < 0.025f && v > top - 0.055f)
                return Wall(row);
            if (v >= top)
                return House(row, house, within * wide, v - top, wide);
        }

        float down = Math.Clamp(v / 0.75f, 0, 1);
        Vector3 sky = Vector3.Lerp(light.Zenith, light.Horizon, MathF.Pow(down, 1.5f));
        float cloud = Step(0.45f, 0.8f, Noise.Fractal(2 * u, 7 * v, 6));
        return Vector3.Lerp(sky, Vector3.Lerp(light.Horizon, light.Sun, 0.35f), 0.45f * cloud * (1 - 0.4f * down));
    }

    private float Top(int row, int house) => 0.30f + 0.17f * row + 0.26f * Noise.At(house + 31 * row, row) + 0.06f * Noise.At(house, row + 12);

    /// <summary>Air lies before what is far.</summary>
    private Vector3 Wall(int row) => Vector3.Lerp(light.Horizon * 0.75f, light.Land * 0.8f, 0.45f + 0.25f * row);

    private Vector3 House(int row, int house, float x, float y, float wide)
    {
        Vector3 wall = Wall(row) * (0.85f + 0.3f * Noise.At(house, row + 40)) * (1.08f - 0.35f * Step(0, 0.5f, y));
        float storey = 0.017f + 0.006f * row, pane = storey * (0.7f + 0.7f * Noise.At(house, row + 50));
        int columns = Math.Max(2, (int)((wide - 0.016f) / pane));
        float column = (x - 0.008f) / ((wide - 0.016f) / columns), floor = y / storey - 0.6f;
        if (column < 0 || column >= columns || floor < 0)
            return wall;
        int across = (int)column, down = (int)floor;
        if (column - across is < 0.22f or > 0.78f || floor - down is < 0.25f or > 0.78f)
            return wall;
        float lit = Noise.At(across + 97 * house, down + 31 * row + 400);
        // Some houses sleep.
        float share = 0.12f + 0.5f * Noise.At(house, row + 60) * Math.Clamp(1.3f - light.Horizon.Length() / 2, 0.3f, 1);
        if (lit > share)
            return wall * 0.72f + light.Zenith * 0.10f;
        Vector3 lamp = s_lamps[(int)(Noise.At(across + house, down + 800) * 3.99f)];
        return Vector3.Lerp(wall, lamp, (0.55f + 0.15f * row) * (0.7f + 0.3f * lit / share));
    }
}
