namespace Maple.Imaging;

/// <summary>Room for a picture, in pixels as shown; a null side is as long as it needs to be.</summary>
internal readonly record struct Box(int? Width, int? Height)
{
    public static Box OfWidth(int width) => new(width, null);

    public bool Holds(int width, int height) => width <= (Width ?? int.MaxValue) && height <= (Height ?? int.MaxValue);

    /// <summary>The largest size of the same shape that fits; never larger than given, no side below 1.</summary>
    public (int Width, int Height) Fit(int width, int height)
    {
        if (Holds(width, height))
            return (width, height);
        double scale = Math.Min((double)(Width ?? int.MaxValue) / width, (double)(Height ?? int.MaxValue) / height);
        return (Scaled(width, scale), Scaled(height, scale));
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));
}
