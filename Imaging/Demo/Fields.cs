using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>Fields from above, each ploughed its own way, with paths between them and a river.</summary>
internal sealed class Fields(int seed, float width) : Motif(seed)
{
    private static readonly Vector3[] s_crops =
        [Rgb(0x6f8f3a), Rgb(0x8fa84b), Rgb(0xc9b458), Rgb(0xd8c98a), Rgb(0x4f7338), Rgb(0x8b6b47), Rgb(0xa98a5b), Rgb(0x5f8a55), Rgb(0xe0cf52)];

    public override Vector3 At(float u, float v)
    {
        // The lines of the land bend a little.
        Vector2 at = new Vector2(u, v) * Pick(1, 3.2f, 5)
            + new Vector2(Noise.Fractal(1.5f * u, 1.5f * v, 3), Noise.Fractal(1.5f * u + 40, 1.5f * v, 3)) * 0.8f;
        float tilt = Pick(2, -0.6f, 0.6f);
        at = new(at.X * MathF.Cos(tilt) - at.Y * MathF.Sin(tilt), at.X * MathF.Sin(tilt) + at.Y * MathF.Cos(tilt));
        int row = (int)MathF.Floor(at.Y);
        float shifted = at.X / (0.8f + 0.9f * Noise.At(row, 70)) + 5 * Noise.At(row, 80);
        int column = (int)MathF.Floor(shifted);
        Vector2 within = new(shifted - column, at.Y - row);
        float edge = Math.Min(Math.Min(within.X, 1 - within.X), Math.Min(within.Y, 1 - within.Y));
        Vector3 soil = Field(row, column, at, u, v);
        // Hedges and paths.
        float hedge = Noise.Fractal(60 * u, 60 * v, 2);
        Vector3 border = Noise.At(row, 90) > 0.5f ? Rgb(0x2f4526) * (0.6f + 0.8f * hedge) : Rgb(0xcdbb98);
        soil = Vector3.Lerp(soil, border, Step(0.032f, 0.018f, edge + 0.02f * (hedge - 0.5f)));
        return River(soil, u, v, hedge);
    }

    private Vector3 Field(int row, int column, Vector2 at, float u, float v)
    {
        Vector3 crop = s_crops[(int)(Noise.At(column, row) * (s_crops.Length - 0.01f))];
        float way = MathF.PI * (Noise.At(column, row + 300) > 0.5f ? 0.5f : 0) + 0.3f * (Noise.At(column, row + 400) - 0.5f);
        float furrow = MathF.Sin((at.X * MathF.Cos(way) + at.Y * MathF.Sin(way)) * (55 + 45 * Noise.At(column, row + 500)));
        float patch = Noise.Fractal(7 * u, 7 * v, 4) - 0.5f;
        return crop * (0.92f + 0.10f * furrow * Noise.At(column, row + 600) + 0.4f * patch);
    }

    private Vector3 River(Vector3 land, float u, float v, float trees)
    {
        if (Pick(5, 0, 1) < 0.66f)
            return land;
        float middle = width * Pick(6, 0.25f, 0.75f) + 0.35f * (Noise.Fractal(1.4f * v, 60, 3) - 0.5f) + Pick(7, -0.5f, 0.5f) * (v - 0.5f);
        float aside = Math.Abs(u - middle) + 0.012f * (trees - 0.5f);
        land = Vector3.Lerp(land, Rgb(0x2c4428) * (0.6f + 0.8f * trees), Step(0.062f, 0.052f, aside));
        Vector3 water = Vector3.Lerp(Rgb(0x2f5560), Rgb(0x6d9aa3), Noise.Fractal(3 * u, 3 * v, 3));
        return Vector3.Lerp(land, water, Step(0.036f, 0.032f, aside));
    }
}
