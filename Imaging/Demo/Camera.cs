using System.Numerics;
using Maple.Imaging.Jpeg;

namespace Maple.Imaging.Demo;

/// <summary>Takes a picture of a motif. What a camera makes of what is there: corners darken, dark places have grain.</summary>
internal static class Camera
{
    private static readonly Noise s_grain = new(5);

    /// <returns>A JPEG.</returns>
    public static byte[] Take(Motif motif, int width, int height)
    {
        byte[] pixels = new byte[4 * width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float u = (x + 0.5f) / height, v = (y + 0.5f) / height;
                Vector2 fromCentre = new((x + 0.5f) / width - 0.5f, v - 0.5f);
                Vector3 colour = motif.At(u, v) * (1 - 0.45f * fromCentre.LengthSquared());
                colour += new Vector3((s_grain.At(x, y + 7919) - 0.5f) * 0.03f);
                colour = Vector3.Clamp(colour, Vector3.Zero, Vector3.One) * 255;
                Span<byte> pixel = pixels.AsSpan(4 * (y * width + x), 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z, 255);
            }
        }

        (byte[] rented, int length) = JpegEncoder.Encode(pixels, width, height, quality: 88, halvesColour: true);
        return rented[..length];
    }
}
