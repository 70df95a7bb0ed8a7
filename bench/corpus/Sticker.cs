using SkiaSharp;

namespace Maple.Bench.Corpus;

/// <summary>A drawing on nothing: soft-edged shapes and strokes that let the page behind them shine through.</summary>
internal static class Sticker
{
    public static SKBitmap Draw(int width, int height, int seed)
    {
        var random = new Random(seed);
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        for (int shape = 0; shape < 40; shape++)
        {
            using var paint = new SKPaint
            {
                Color = new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(90, 256)),
                IsAntialias = true,
                Style = shape % 2 == 0 ? SKPaintStyle.Fill : SKPaintStyle.Stroke,
                StrokeWidth = random.Next(2, 30),
            };
            canvas.DrawCircle(random.Next(width), random.Next(height), random.Next(20, height / 5), paint);
        }

        return bitmap;
    }
}
