using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>The sun low above the water, and its way to the beach.</summary>
internal sealed class Sea(int seed, Light light, float width) : Motif(seed)
{
    private readonly float _horizon = 0.44f;

    private float Sun => width * Pick(1, 0.3f, 0.7f);

    public override Vector3 At(float u, float v) => v < _horizon ? Sky(u, v) : Water(u, v);

    private Vector3 Sky(float u, float v)
    {
        float down = v / _horizon;
        Vector3 sky = Vector3.Lerp(light.Zenith, light.Horizon, MathF.Pow(down, 1.6f));
        float distance = Vector2.Distance(new(u, v), new(Sun, _horizon - Pick(2, 0.03f, 0.16f)));
        sky += light.Sun * (0.55f * MathF.Exp(-5 * distance) + Step(0.042f, 0.037f, distance));
        // Long clouds, lit from below near the sun.
        float cloud = Step(0.52f, 0.78f, Noise.Fractal(1.6f * u + 20, 13 * v, 6)) * Step(0, 0.25f, down) * Step(1.05f, 0.8f, down);
        Vector3 lit = Vector3.Lerp(0.7f * light.Zenith + 0.25f * light.Horizon, light.Sun, MathF.Exp(-2.2f * distance));
        return Vector3.Lerp(sky, lit, 0.75f * cloud);
    }

    private Vector3 Water(float u, float v)
    {
        float under = v - _horizon, far = 1 / (0.04f + under);
        float wave = Noise.Fractal(0.9f * u * far + 11, 5.5f * far, 6);
        float foam = 0.90f + 0.035f * MathF.Sin(4 * u + Pick(3, 0, 6)) + 0.03f * Noise.Fractal(5 * u, 2, 4);
        Vector3 mirrored = Vector3.Lerp(light.Horizon, light.Zenith, Math.Clamp(2.2f * under + 0.9f * (wave - 0.5f) + 0.2f, 0, 1));
        Vector3 water = Vector3.Lerp(mirrored * 0.85f, Vector3.Lerp(light.Zenith, light.Land, 0.6f) * 0.8f, Step(0, 0.7f, under) * 0.8f);
        // Where a wave leans the right way the sun is in it.
        float aside = (u - Sun) / (0.05f + 0.30f * under);
        float glitter = MathF.Exp(-aside * aside) * Step(0.46f, 0.72f, wave + 0.12f * MathF.Exp(-14 * under));
        water += light.Sun * (0.95f * glitter);
        if (v < foam - 0.03f)
            return water;
        Vector3 sand = Vector3.Lerp(Rgb(0x6e5a48), light.Horizon, 0.25f) * (0.75f + 0.3f * Noise.Fractal(60 * u, 60 * v, 3));
        Vector3 wet = Vector3.Lerp(sand * 0.6f, mirrored, 0.35f * Step(foam + 0.06f, foam, v));
        float white = Step(0.016f, 0, Math.Abs(v - foam)) * Step(0.3f, 0.6f, Noise.Fractal(34 * u, 50 * v, 3));
        return Vector3.Lerp(Vector3.Lerp(water, wet, Step(foam - 0.004f, foam + 0.004f, v)), Vector3.Lerp(Vector3.One, light.Horizon, 0.4f), 0.85f * white);
    }
}
