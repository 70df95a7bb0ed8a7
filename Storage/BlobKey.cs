using System.Buffers;

namespace Maple.Storage;

/// <summary>
/// The name of a blob: relative, slash-separated, e.g. <c>bob/photo/2026/11/1795381200123-k3v9....png</c>. The same text is the path
/// under the upload folder, the object name in a bucket, and what follows <c>/images/</c> in a link (there percent-encoded).
/// </summary>
internal readonly record struct BlobKey
{
    public const string Photo = "photo";
    public const string Thumb = "thumb";
    public const string Show = "show";

    private static readonly SearchValues<char> s_refused = SearchValues.Create(
        ['\\', .. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(char.IsControl)]);

    private BlobKey(string value) => Value = value;

    public string Value { get; }

    public static BlobKey Of(string folder, string kind, string stem, string extension) =>
        new($"{folder}/{kind}/{stem}.{extension}");

    /// <summary>
    /// Takes a key that came over the wire. False unless it is exactly of the shape <c>USER/KIND/YYYY/MM/NAME.EXT</c>, where no segment is empty,
    /// begins with a dot or holds a backslash or control character.
    /// </summary>
    public static bool TryParse(string value, out BlobKey key)
    {
        key = default;
        Span<Range> segments = stackalloc Range[6];
        if (value.AsSpan().Split(segments, '/') != 5 || value.AsSpan(segments[1]) is not (Photo or Thumb or Show))
            return false;
        foreach (Range range in segments[..5])
        {
            ReadOnlySpan<char> segment = value.AsSpan(range);
            if (segment.Length is 0 or > 255 || segment[0] == '.' || segment.ContainsAny(s_refused))
                return false;
        }

        if (!value.AsSpan(segments[4]).Contains('.'))
            return false;
        key = new BlobKey(value);
        return true;
    }

    /// <summary>The user's folder.</summary>
    public string Folder => Value[..Value.IndexOf('/')];

    /// <summary><see cref="Photo"/>, <see cref="Thumb"/> or <see cref="Show"/>.</summary>
    public string Kind
    {
        get
        {
            ReadOnlySpan<char> rest = Value.AsSpan(Value.IndexOf('/') + 1);
            return rest[..rest.IndexOf('/')].ToString();
        }
    }

    /// <summary><c>YYYY/MM/NAME</c> without extension.</summary>
    public string Stem
    {
        get
        {
            string rest = Value.Split('/', 3)[2];
            return rest[..rest.LastIndexOf('.')];
        }
    }

    public string Extension => Value[(Value.LastIndexOf('.') + 1)..];

    public override string ToString() => Value;
}
