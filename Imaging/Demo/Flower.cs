using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>A flower close by, and behind it what is out of focus: discs of light.</summary>
internal sealed class Flower(int seed, Vector3 petals, float width) : Motif(seed)
{
    private static readonly Vector3 s_shade = Rgb(0x0e2016), s_green = Rgb(0x5b8a3c), s_heart = Rgb(0xe8a91c);

    private Vector2 Centre => new(width * Pick(1, 0.40f, 0.62f), Pick(2, 0.38f, 0.52f));

    public override Vector3 At(float u, float v)
    {
        Vector2 from = (new Vector2(u, v) - Centre) / (Math.Min(1, width) * Pick(3, 0.25f, 0.34f));
        // Seen a little from the side.
        from.Y *= 1.25f;
        float distance = from.Length();
        Vector3 colour = Behind(u, v);
        float stem = Centre.X + 0.10f * (v - Centre.Y) * (v - Centre.Y) * (Pick(4, -1, 1) > 0 ? 4 : -4);
        if (v > Centre.Y)
        {
            float aside = (u - stem) / 0.014f;
            colour = Vector3.Lerp(colour, s_green * (0.55f + 0.35f * (1 - aside * aside)), Step(1.15f, 0.85f, Math.Abs(aside)));
        }

        // The lower petals first, the upper ones half between them.
        colour = Petals(colour, from, distance, 0.5f, 1.04f, 0.72f);
        colour = Petals(colour, from, distance, 0, 0.96f, 1);
        float heart = Step(0.27f, 0.245f, distance);
        float grain = Noise.Fractal(16 * from.X + 40, 16 * from.Y, 3);
        Vector3 middle = s_heart * (0.55f + 0.75f * grain) * (1.1f - 1.6f * distance * distance - 0.25f * from.Y);
        return Vector3.Lerp(colour, middle, heart);
    }

    private Vector3 Petals(Vector3 behind, Vector2 from, float distance, float turn, float length, float light)
    {
        const int Count = 11;
        float angle = MathF.Atan2(from.Y, from.X) / MathF.Tau * Count + turn + Count;
        int petal = (int)angle % Count;
        float across = 2 * (angle - MathF.Floor(angle)) - 1;
        float reach = length * (0.92f + 0.14f * Noise.At(petal, turn > 0 ? 3 : 4));
        // Narrow at the heart, round at the end.
        float along = distance / reach;
        float half = 0.98f * MathF.Sqrt(Math.Max(0, 1 - MathF.Pow(along, 5))) * (0.72f + 0.28f * along);
        float inside = Step(half + 0.03f, half - 0.03f, Math.Abs(across)) * Step(1.01f, 0.985f, along);
        float veins = 0.10f * (Noise.Fractal(9 * across + 20 * petal, 2.2f * along, 3) - 0.5f);
        float round = 1 - 0.30f * across * across - 0.35f * Step(0.55f, 0.2f, along) + veins;
        Vector3 colour = Vector3.Lerp(petals * 0.75f, petals, along) * (round * light) + new Vector3(0.05f * along * light);
        return Vector3.Lerp(behind, colour, inside);
    }

    private Vector3 Behind(float u, float v)
    {
        Vector3 colour = Vector3.Lerp(s_shade, s_green * 0.75f, Step(0.2f, 0.8f, Noise.Fractal(1.5f * u + 3, 1.5f * v, 3)));
        for (int i = 0; i < 26; i++)
        {
            Vector2 at = new(width * Noise.At(i, 100), 0.9f * Noise.At(i, 200));
            float radius = 0.03f + 0.07f * Noise.At(i, 300), distance = Vector2.Distance(at, new(u, v)) / radius;
            if (distance > 1.1f)
                continue;
            Vector3 light = Vector3.Lerp(Rgb(0xd8e08a), Vector3.Lerp(petals, Rgb(0xfff2cf), 0.4f), Noise.At(i, 400));
            // A lens draws the rim a little brighter.
            colour += light * ((0.10f + 0.16f * Noise.At(i, 500)) * Step(1.04f, 0.94f, distance) * (0.75f + 0.25f * distance * distance));
        }

        return colour;
    }
}
