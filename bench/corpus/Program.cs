using System.Globalization;
using Maple.Bench.Corpus;
using SkiaSharp;

// corpus FOLDER [COUNT]: writes COUNT pictures of each kind, the same ones at every run.
string folder = args.Length > 0 ? args[0] : "corpus";
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
Directory.CreateDirectory(folder);

for (int i = 0; i < count; i++)
{
    using (SKBitmap photo = Photo.Draw(4000, 3000, seed: i))
    {
        byte[] jpeg = Encoded(photo, SKEncodedImageFormat.Jpeg, 95);
        Write($"photo-12mp-{i}.jpg", jpeg);
        Write($"rotated-12mp-{i}.jpg", Exif.WithOrientation(jpeg, 6));
    }

    using (SKBitmap screen = Screenshot.Draw(1920, 1080, seed: i))
        Write($"screenshot-{i}.png", Encoded(screen, SKEncodedImageFormat.Png, 100));
    using (SKBitmap small = Photo.Draw(640, 480, seed: 1000 + i))
        Write($"small-50kb-{i}.jpg", Encoded(small, SKEncodedImageFormat.Jpeg, 88));
    using (SKBitmap web = Photo.Draw(1600, 1200, seed: 2000 + i))
        Write($"photo-{i}.webp", Encoded(web, SKEncodedImageFormat.Webp, 82));
    using (SKBitmap sticker = Sticker.Draw(1200, 900, seed: i))
        Write($"sticker-{i}.png", Encoded(sticker, SKEncodedImageFormat.Png, 100));
}

static byte[] Encoded(SKBitmap picture, SKEncodedImageFormat format, int quality)
{
    using SKData data = picture.Encode(format, quality);
    return data.ToArray();
}

void Write(string name, byte[] bytes)
{
    File.WriteAllBytes(Path.Combine(folder, name), bytes);
    Console.WriteLine($"{name}  {bytes.Length} bytes");
}
