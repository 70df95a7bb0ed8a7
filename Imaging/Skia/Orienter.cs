using System.Runtime.InteropServices;

namespace Maple.Imaging.Skia;

/// <summary>Turns and mirrors pixels as EXIF's orientation tag demands (EXIF 2.32, section 4.6.4 A).</summary>
internal static class Orienter
{
    /// <summary>The picture as it is to be shown; the one given is used up unless it is returned itself.</summary>
    public static Pixels Apply(Pixels coded, int orientation)
    {
        if (orientation == 1)
            return coded;
        using (coded)
        {
            bool turned = orientation >= 5;
            Pixels shown = new(turned ? coded.Height : coded.Width, turned ? coded.Width : coded.Height);
            ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(coded.Bytes);
            int width = coded.Width, right = width - 1, bottom = (coded.Height - 1) * width;

            // Where the first pixel shown is, and how far it is to the next one and to the next row.
            (int start, int across, int down) = orientation switch
            {
                2 => (right, -1, width),
                3 => (bottom + right, -1, -width),
                4 => (bottom, 1, -width),
                5 => (0, width, 1),
                6 => (bottom, -width, 1),
                7 => (bottom + right, -width, -1),
                _ => (right, width, -1),
            };
            for (int y = 0; y < shown.Height; y++, start += down)
            {
                int at = start;
                foreach (ref uint pixel in shown.RowOfPixels(y))
                {
                    pixel = source[at];
                    at += across;
                }
            }

            return shown;
        }
    }
}
