using System.Globalization;

namespace Maple.Storage;

/// <summary>
/// Bytes that an image had before others took their place. Only the original of them is kept. Rows, facts and <see cref="Image.Kept"/> have those of an
/// image as one text: <c>VERSION.EXTENSION.BYTES.SHA256.MILLISECONDS</c> for each, the newest first, with a space between them.
/// </summary>
internal sealed class KeptVersion
{
    /// <summary>For an image, at most: a hundred bytes each in its row.</summary>
    public const int Most = 50;

    /// <summary>The <see cref="Image.Version"/> that they were.</summary>
    public required int Number { get; init; }

    /// <summary>As <see cref="Image.Extension"/>.</summary>
    public required string Extension { get; init; }

    /// <summary>As <see cref="Image.Bytes"/>.</summary>
    public required long Bytes { get; init; }

    /// <summary>As <see cref="Image.Sha256"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When the others came, to the millisecond.</summary>
    public required DateTimeOffset ReplacedAt { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Number}.{Extension}.{Bytes}.{Sha256}.{ReplacedAt.ToUnixTimeMilliseconds()}");

    /// <summary>The text of the bytes that an image has now, and of the versions that it keeps; at most that many, the newest. Null for none.</summary>
    public static string? After(Image image, DateTimeOffset now, int most) => most == 0 ? null : Join(Of(image, now), Parse(image.Kept), most - 1, without: -1);

    /// <summary>The newest of a text.</summary>
    public static string? Newest(string? text, int most) => Join(null, Parse(text), most, without: -1);

    /// <summary>A text without a version.</summary>
    public static string? Without(string? text, int number) => Join(null, Parse(text), Most, number);

    public static KeptVersion[] Parse(string? text)
    {
        if (text is null)
            return [];
        string[] words = text.Split(' ');
        var versions = new KeptVersion[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            string[] parts = words[i].Split('.');
            versions[i] = new KeptVersion
            {
                Number = int.Parse(parts[0], CultureInfo.InvariantCulture),
                Extension = parts[1],
                Bytes = long.Parse(parts[2], CultureInfo.InvariantCulture),
                Sha256 = parts[3],
                ReplacedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[4], CultureInfo.InvariantCulture)),
            };
        }

        return versions;
    }

    private static string Of(Image image, DateTimeOffset now) => new KeptVersion
    {
        Number = image.Version,
        Extension = image.Extension,
        Bytes = image.Bytes,
        Sha256 = image.Sha256,
        ReplacedAt = now,
    }.ToString();

    private static string? Join(string? text, KeptVersion[] versions, int most, int without)
    {
        foreach (KeptVersion version in versions)
        {
            if (version.Number == without || most-- <= 0)
                continue;
            text = text is null ? version.ToString() : $"{text} {version}";
        }

        return text;
    }
}
