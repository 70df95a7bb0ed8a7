namespace Maple.Imaging;

/// <summary>A kind of picture, as data. <see cref="Extension"/> is the one given to stored files.</summary>
internal sealed record ImageFormat(string Extension, string MediaType, string[] Extensions)
{
    public static readonly ImageFormat Jpeg = new("jpg", "image/jpeg", ["jpg", "jpeg"]);
    public static readonly ImageFormat Png = new("png", "image/png", ["png"]);
    public static readonly ImageFormat Gif = new("gif", "image/gif", ["gif"]);
    public static readonly ImageFormat WebP = new("webp", "image/webp", ["webp"]);
    public static readonly ImageFormat Bmp = new("bmp", "image/bmp", ["bmp"]);

    public static readonly ImageFormat[] All = [Jpeg, Png, Gif, WebP, Bmp];

    /// <summary>Kinds as people write them (<c>PNG, jpeg</c>) as the extensions that stored files have (<c>png,jpg</c>); null when one is none.</summary>
    public static string? Kinds(string words)
    {
        ImageFormat?[] found = [.. words.Split(',', StringSplitOptions.TrimEntries).Select(ByExtension)];
        return found.Contains(null) ? null : string.Join(',', All.Where(found.Contains).Select(format => format.Extension));
    }

    /// <summary>Null for an extension (without dot, any case) that maple can't decode.</summary>
    public static ImageFormat? ByExtension(string extension) =>
        Array.Find(All, f => f.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
}
