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
        Write($"photo-12mp-{i}.jpg", photo.Encode(SKEncodedImageFormat.Jpeg, 95));
    using (SKBitmap screen = Screenshot.Draw(1920, 1080, seed: i))
        Write($"screenshot-{i}.png", screen.Encode(SKEncodedImageFormat.Png, 100));
    using (SKBitmap small = Photo.Draw(640, 480, seed: 1000 + i))
        Write($"small-50kb-{i}.jpg", small.Encode(SKEncodedImageFormat.Jpeg, 88));
}

void Write(string name, SKData bytes)
{
    using FileStream file = File.Create(Path.Combine(folder, name));
    bytes.SaveTo(file);
    Console.WriteLine($"{name}  {bytes.Size} bytes");
    bytes.Dispose();
}
