using System.Numerics;
using Maple.Imaging.Jpeg;

namespace Maple.Imaging.Demo;

/// <summary>The colours of an hour, as red, green and blue from 0 to 1.</summary>
internal sealed record Light(Vector3 Zenith, Vector3 Horizon, Vector3 Sun, Vector3 Land, float Stars = 0)
{
    public static readonly Light Dawn = new(new(0.36f, 0.48f, 0.70f), new(1.00f, 0.80f, 0.66f), new(1.00f, 0.86f, 0.66f), new(0.16f, 0.17f, 0.26f));
    public static readonly Light Noon = new(new(0.22f, 0.47f, 0.80f), new(0.80f, 0.90f, 0.96f), new(1.00f, 1.00f, 0.92f), new(0.12f, 0.26f, 0.17f));
    public static readonly Light Autumn = new(new(0.45f, 0.60f, 0.74f), new(0.96f, 0.90f, 0.78f), new(1.00f, 0.92f, 0.72f), new(0.38f, 0.16f, 0.07f));
    public static readonly Light Dusk = new(new(0.20f, 0.16f, 0.36f), new(0.98f, 0.52f, 0.36f), new(1.00f, 0.70f, 0.40f), new(0.10f, 0.06f, 0.14f), 0.2f);
    public static readonly Light Fog = new(new(0.68f, 0.72f, 0.76f), new(0.88f, 0.89f, 0.89f), new(0.96f, 0.95f, 0.92f), new(0.24f, 0.30f, 0.32f));
    public static readonly Light Night = new(new(0.02f, 0.03f, 0.09f), new(0.14f, 0.20f, 0.36f), new(0.90f, 0.93f, 1.00f), new(0.01f, 0.02f, 0.05f), 1f);

    public static readonly IReadOnlyList<Light> All = [Dawn, Noon, Autumn, Dusk, Fog, Night];
}

/// <summary>A picture to look at that nobody took: hills behind hills under a sky, before water or not. The same for the same seed.</summary>
internal sealed class Landscape
{
    private const int Hills = 5;

    private readonly Light _light;
    private readonly Noise _noise;
    private readonly int _width;
    private readonly int _height;
    private readonly float[][] _ridges;
    private readonly Vector2 _sun;
    private readonly float _shore;
    private readonly float _clouds;

    private Landscape(int seed, Light light, bool hasWater, int width, int height)
    {
        (_light, _width, _height) = (light, width, height);
        _noise = new Noise((uint)seed * 2_654_435_761);
        _sun = new Vector2(0.2f + 0.6f * _noise.At(1, 0), 0.18f + 0.22f * _noise.At(2, 0));
        _clouds = 0.35f + 0.4f * _noise.At(3, 0);
        _shore = hasWater ? 0.66f + 0.08f * _noise.At(4, 0) : 2;
        _ridges = [.. Enumerable.Range(0, Hills).Select(Ridge)];
    }

    /// <returns>A JPEG.</returns>
    public static byte[] Jpeg(int seed, Light light, bool hasWater, int width, int height)
    {
        var landscape = new Landscape(seed, light, hasWater, width, height);
        byte[] pixels = new byte[4 * width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                landscape.Develop(x, y, pixels.AsSpan(4 * (y * width + x), 4));
        }

        (byte[] rented, int length) = JpegEncoder.Encode(pixels, width, height, quality: 88, halvesColour: true);
        return rented[..length];
    }

    /// <summary>The height of a hill's outline above each column, as a part of the picture's height from its top.</summary>
    private float[] Ridge(int hill)
    {
        float depth = (hill + 1f) / Hills, foot = 0.40f + 0.42f * depth * depth, rise = 0.30f - 0.18f * depth;
        // The last one is the meadow that one stands on.
        float[] ridge = new float[_width];
        for (int x = 0; x < _width; x++)
            ridge[x] = foot - rise * (_noise.Fractal((2 + hill) * 1.3f * x / _height + 13 * hill, 91 * hill, 7) - 0.3f);
        return ridge;
    }

    /// <summary>What a camera makes of what is there: corners darken, dark places have grain.</summary>
    private void Develop(int x, int y, Span<byte> pixel)
    {
        float v = (y + 0.5f) / _height;
        Vector3 colour = v < _shore ? Scene(x, v) : Water(x, v);
        Vector2 fromCentre = new((x + 0.5f) / _width - 0.5f, v - 0.5f);
        colour *= 1 - 0.45f * fromCentre.LengthSquared();
        colour += new Vector3((_noise.At(x, y + 7919) - 0.5f) * 0.035f);
        colour = Vector3.Clamp(colour, Vector3.Zero, Vector3.One) * 255;
        (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z, 255);
    }

    private Vector3 Scene(int x, float v)
    {
        int hill = Hills - 1;
        while (hill >= 0 && v < _ridges[hill][x])
            hill--;
        return hill < 0 ? Sky(x, v) : Land(x, v, hill);
    }

    private Vector3 Sky(int x, float v)
    {
        float u = (float)x / _height, down = Math.Clamp(v / 0.6f, 0, 1);
        Vector3 sky = Vector3.Lerp(_light.Zenith, _light.Horizon, MathF.Pow(down, 1.4f));
        float star = _noise.At(x / 2, (int)(v * _height / 2));
        if (star > 0.9985f)
            sky += new Vector3(_light.Stars * (star - 0.9985f) / 0.0015f * (1 - down));
        float distance = Vector2.Distance(new(u, v), new(_sun.X * _width / _height, _sun.Y));
        sky += _light.Sun * (0.5f * MathF.Exp(-7 * distance) + Step(0.034f, 0.030f, distance));
        float cloud = Step(_clouds, _clouds + 0.35f, _noise.Fractal(2.2f * u + 50, 9 * v, 6)) * (1 - 0.6f * down);
        return Vector3.Lerp(sky, Vector3.Lerp(_light.Horizon, _light.Sun, 0.4f), 0.75f * cloud);
    }

    private Vector3 Land(int x, float v, int hill)
    {
        float depth = (hill + 1f) / Hills, below = v - _ridges[hill][x];
        // The ground rises and falls within a hill as well, and is lit where it faces the sun.
        float u = (float)x / _height, down = below * (1.6f + depth);
        float towards = _sun.X * _width > x ? 0.012f : -0.012f;
        float relief = _noise.Fractal(5 * u + hill, 7 * down, 6) - _noise.Fractal(5 * (u + towards) + hill, 7 * (down - 0.008f), 6);
        float texture = _noise.Fractal(70 * u, 110 * v + 31 * hill, 3) - 0.5f;
        Vector3 near = _light.Land * (1.1f + 6f * relief + 0.7f * texture) + _light.Sun * (0.05f * Step(0.012f, 0, below) + Math.Max(0, 0.5f * relief));
        Vector3 haze = Vector3.Lerp(_light.Horizon, _light.Zenith, 0.25f);
        // Air lies before what is far, and mist in the valleys.
        float air = 0.82f * (1 - depth) + 0.35f * (1 - depth) * Step(0, 0.16f, below);
        return Vector3.Lerp(near, haze, Math.Clamp(air, 0, 0.92f));
    }

    private Vector3 Water(int x, float v)
    {
        float under = v - _shore;
        float ripple = _noise.Fractal(x * 4f / _height, under * 140 / (0.15f + under), 3) - 0.5f;
        int column = Math.Clamp(x + (int)(ripple * 60 * under * _width / 300), 0, _width - 1);
        Vector3 mirrored = Scene(column, Math.Clamp(_shore - under * 1.5f + ripple * 0.03f, 0, _shore));
        Vector3 deep = Vector3.Lerp(_light.Zenith, _light.Land, 0.5f);
        return Vector3.Lerp(mirrored * 0.92f, deep, 0.15f + 0.5f * under) + new Vector3(0.05f * ripple);
    }

    /// <summary>From 0 at one value to 1 at another, smoothly.</summary>
    private static float Step(float from, float to, float value)
    {
        float t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
