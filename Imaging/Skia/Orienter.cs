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
            for (int y = 0; y < shown.Height; y++)
            {
                Span<uint> row = shown.RowOfPixels(y);
                int right = coded.Width - 1, bottom = coded.Height - 1;
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = orientation switch
                    {
                        2 => coded.RowOfPixels(y)[right - x],
                        3 => coded.RowOfPixels(bottom - y)[right - x],
                        4 => coded.RowOfPixels(bottom - y)[x],
                        5 => coded.RowOfPixels(x)[y],
                        6 => coded.RowOfPixels(bottom - x)[y],
                        7 => coded.RowOfPixels(bottom - x)[right - y],
                        _ => coded.RowOfPixels(x)[right - y],
                    };
                }
            }

            return shown;
        }
    }
}
