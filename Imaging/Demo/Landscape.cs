using System.Numerics;

namespace Maple.Imaging.Demo;

/// <summary>Hills behind hills under a sky, before water or not.</summary>
internal sealed class Landscape : Motif
{
    private const int Hills = 5;

    private readonly Light _light;
    private readonly int _width;
    private readonly int _height;
    private readonly float[][] _ridges;
    private readonly Vector2 _sun;
    private readonly float _shore;
    private readonly float _clouds;

    public Landscape(int seed, Light light, bool hasWater, int width, int height)
        : base(seed)
    {
        (_light, _width, _height) = (light, width, height);
        _sun = new Vector2(0.2f + 0.6f * Noise.At(1, 0), 0.18f + 0.22f * Noise.At(2, 0));
        _clouds = 0.35f + 0.4f * Noise.At(3, 0);
        _shore = hasWater ? 0.66f + 0.08f * Noise.At(4, 0) : 2;
        _ridges = [.. Enumerable.Range(0, Hills).Select(Ridge)];
    }

    /// <summary>The height of a hill's outline above each column, as a part of the picture's height from its top.</summary>
    private float[] Ridge(int hill)
    {
        float depth = (hill + 1f) / Hills, foot = 0.40f + 0.42f * depth * depth, rise = 0.30f - 0.18f * depth;
        // The last one is the meadow that one stands on.
        float[] ridge = new float[_width];
        for (int x = 0; x < _width; x++)
            ridge[x] = foot - rise * (Noise.Fractal((2 + hill) * 1.3f * x / _height + 13 * hill, 91 * hill, 7) - 0.3f);
        return ridge;
    }

    public override Vector3 At(float u, float v)
    {
        int x = Math.Clamp((int)(u * _height), 0, _width - 1);
        return v < _shore ? Scene(x, v) : Water(x, v);
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
        float star = Noise.At(x / 2, (int)(v * _height / 2));
        if (star > 0.9985f)
            sky += new Vector3(_light.Stars * (star - 0.9985f) / 0.0015f * (1 - down));
        float distance = Vector2.Distance(new(u, v), new(_sun.X * _width / _height, _sun.Y));
        sky += _light.Sun * (0.5f * MathF.Exp(-7 * distance) + Step(0.034f, 0.030f, distance));
        float cloud = Step(_clouds, _clouds + 0.35f, Noise.Fractal(2.2f * u + 50, 9 * v, 6)) * (1 - 0.6f * down);
        return Vector3.Lerp(sky, Vector3.Lerp(_light.Horizon, _light.Sun, 0.4f), 0.75f * cloud);
    }

    private Vector3 Land(int x, float v, int hill)
    {
        float depth = (hill + 1f) / Hills, below = v - _ridges[hill][x];
        // The ground rises and falls within a hill as well, and is lit where it faces the sun.
        float u = (float)x / _height, down = below * (1.6f + depth);
        // Less so below the sun, where the light comes from behind the ridge, and from neither side.
        float towards = 0.012f * Math.Clamp(2.5f * (_sun.X * _width / _height - u), -1, 1);
        float relief = Noise.Fractal(5 * u + hill, 7 * down, 6) - Noise.Fractal(5 * (u + towards) + hill, 7 * (down - 0.008f), 6);
        float texture = Noise.Fractal(70 * u, 110 * v + 31 * hill, 3) - 0.5f;
        Vector3 near = _light.Land * (1.1f + 6f * relief + 0.7f * texture) + _light.Sun * (0.05f * Step(0.012f, 0, below) + Math.Max(0, 0.5f * relief));
        Vector3 haze = Vector3.Lerp(_light.Horizon, _light.Zenith, 0.25f);
        // Air lies before what is far, and mist in the valleys.
        float air = 0.82f * (1 - depth) + 0.35f * (1 - depth) * Step(0, 0.16f, below);
        return Vector3.Lerp(near, haze, Math.Clamp(air, 0, 0.92f));
    }

    private Vector3 Water(int x, float v)
    {
        float under = v - _shore;
        float ripple = Noise.Fractal(x * 4f / _height, under * 140 / (0.15f + under), 3) - 0.5f;
        int column = Math.Clamp(x + (int)(ripple * 60 * under * _width / 300), 0, _width - 1);
        Vector3 mirrored = Scene(column, Math.Clamp(_shore - under * 1.5f + ripple * 0.03f, 0, _shore));
        Vector3 deep = Vector3.Lerp(_light.Zenith, _light.Land, 0.5f);
        return Vector3.Lerp(mirrored * 0.92f, deep, 0.15f + 0.5f * under) + new Vector3(0.05f * ripple);
    }
}
