using SkiaSharp;

namespace Maple.Bench.Corpus;

/// <summary>A desktop: flat windows, gradients, lines of text-like strokes with antialiased edges, and a small photograph.</summary>
internal static class Screenshot
{
    public static SKBitmap Draw(int width, int height, int seed)
    {
        var random = new Random(seed);
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using (var sky = new SKPaint { Shader = Gradient(height, Colour(random, 40, 120), Colour(random, 100, 220)) })
            canvas.DrawRect(0, 0, width, height, sky);
        for (int window = 0; window < 4; window++)
            DrawWindow(canvas, random, random.Next(width / 2), random.Next(height / 2), width / 2, height / 2);
        using SKBitmap photo = Photo.Draw(320, 200, seed);
        canvas.DrawBitmap(photo, width - 400, height - 260, SKSamplingOptions.Default);
        return bitmap;
    }

    private static void DrawWindow(SKCanvas canvas, Random random, int left, int top, int width, int height)
    {
        using var paper = new SKPaint { Color = Colour(random, 235, 255) };
        using var bar = new SKPaint { Shader = Gradient(30, Colour(random, 160, 200), Colour(random, 120, 160)) };
        canvas.DrawRect(left, top, width, height, paper);
        canvas.DrawRect(left, top, width, 30, bar);
        using var ink = new SKPaint { Color = Colour(random, 0, 90), IsAntialias = true, StrokeWidth = 1.4f, Style = SKPaintStyle.Stroke };
        for (int line = top + 50; line < top + height - 12; line += 18)
            DrawText(canvas, random, ink, left + 16, line, left + 16 + random.Next(width / 3, width - 32));
    }

    private static void DrawText(SKCanvas canvas, Random random, SKPaint ink, float x, float baseline, float end)
    {
        while (x < end)
        {
            // A letter: two or three strokes within 7 by 10 pixels.
            for (int stroke = random.Next(2, 4); stroke > 0; stroke--)
            {
                canvas.DrawLine(
                    x + random.Next(7), baseline - random.Next(10), x + random.Next(7), baseline - random.Next(10), ink);
            }

            x += random.Next(6) == 0 ? 14 : 8;
        }
    }

    private static SKShader Gradient(int height, SKColor from, SKColor to) =>
        SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, height), [from, to], SKShaderTileMode.Clamp);

    private static SKColor Colour(Random random, int least, int most) =>
        new((byte)random.Next(least, most), (byte)random.Next(least, most), (byte)random.Next(least, most));
}
