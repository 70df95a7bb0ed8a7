using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>Stars over a wood, with the milky way or with a moon.</summary>
internal sealed class NightSky(int seed, bool hasMoon, float width) : Motif(seed)
{
    private static readonly Vector3 s_zenith = Rgb(0x050a1c), s_horizon = Rgb(0x274468), s_glow = Rgb(0x9a6a55), s_milk = Rgb(0xa9a6c8), s_moon = Rgb(0xfff6dc);

    public override Vector3 At(float u, float v)
    {
        float wood = 0.86f - 0.10f * Noise.Fractal(2.2f * u, 3, 4) - 0.07f * Noise.Fractal(24 * u, 9, 4);
        if (v > wood)
            return Rgb(0x03050a) * (0.4f + Noise.Fractal(40 * u, 40 * v, 3));
        Vector3 sky = Vector3.Lerp(s_zenith, s_horizon, MathF.Pow(v, 2.2f)) + s_glow * (0.55f * MathF.Pow(v, 7));
        if (hasMoon)
            return Moon(u, v, sky + Stars(u, v, 60, 0.8f) * 0.6f);
        // A band across, torn by dust.
        float across = 0.55f * (u / width) + 0.30f - v + 0.25f * (Noise.Fractal(2 * u, 2 * v + 40, 4) - 0.5f);
        float milk = MathF.Exp(-28 * across * across) * Step(0.25f, 0.75f, Noise.Fractal(4 * u + 9, 4 * v, 6));
        float dust = 1 - 0.75f * Step(0.48f, 0.66f, Noise.Fractal(5 * u, 5 * v + 20, 6)) * MathF.Exp(-60 * across * across);
        return (sky + s_milk * (0.62f * milk)) * dust + Stars(u, v, 55, 0.75f) + Stars(u, v, 170, 0.86f - 0.35f * milk) * 0.55f;
    }

    /// <summary>One in a cell at most, of different brightness and warmth.</summary>
    private Vector3 Stars(float u, float v, float cells, float least)
    {
        int column = (int)(u * cells), row = (int)(v * cells);
        float chance = Noise.At(column + 1000, row + (int)cells);
        if (chance < least)
            return Vector3.Zero;
        Vector2 at = new(0.2f + 0.6f * Noise.At(column, row + 5000), 0.2f + 0.6f * Noise.At(column, row + 9000));
        float distance = Vector2.Distance(new(u * cells - column, v * cells - row), at);
        float light = MathF.Pow((chance - least) / (1 - least), 3);
        Vector3 colour = Vector3.Lerp(Rgb(0xffd9b0), Rgb(0xc4d8ff), Noise.At(column, row + 700));
        return colour * ((0.25f + 1.6f * light) * MathF.Exp(-distance * distance * (95 - 60 * light)));
    }

    private Vector3 Moon(float u, float v, Vector3 sky)
    {
        Vector2 from = (new Vector2(u, v) - new Vector2(width * Pick(1, 0.3f, 0.7f), Pick(2, 0.26f, 0.4f))) / 0.085f;
        float distance = from.Length();
        Vector3 glow = sky + s_moon * (0.20f * MathF.Exp(-0.75f * distance));
        if (distance > 1.02f)
            return glow;
        glow *= Step(0.97f, 1.02f, distance);
        // A ball, lit from one side, with seas and craters.
        float seas = Step(0.35f, 0.65f, Noise.Fractal(1.4f * from.X + 30, 1.4f * from.Y, 5)), rough = Noise.Fractal(7 * from.X, 7 * from.Y + 60, 4);
        float lit = Step(-0.35f, 0.25f, from.X * Pick(3, -1, 1) + 0.55f * MathF.Sqrt(Math.Max(0, 1 - distance * distance)));
        return glow + s_moon * ((0.40f + 0.30f * seas + 0.22f * (rough - 0.5f)) * (0.06f + 0.94f * lit) * Step(1.02f, 0.97f, distance));
    }
}
