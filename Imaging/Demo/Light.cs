using System.Numerics;

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

    /// <summary>Between two hours: no two days look alike.</summary>
    public Light Towards(Light other, float part) => new(
        Vector3.Lerp(Zenith, other.Zenith, part), Vector3.Lerp(Horizon, other.Horizon, part), Vector3.Lerp(Sun, other.Sun, part),
        Vector3.Lerp(Land, other.Land, part), float.Lerp(Stars, other.Stars, part));
}
