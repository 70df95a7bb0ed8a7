using System.Text.Json;

namespace Maple.Tests.Support;

/// <summary>Debian's exiftool, which knows metadata better than anything else: it writes what the tests begin with and reads what is left.</summary>
internal static class ExifTool
{
    /// <summary>The picture with these tags, given as on exiftool's command line.</summary>
    public static byte[] Tag(byte[] picture, params string[] tags) => Run(["-q", "-n", .. tags, "-o", "-", "-"], picture);

    /// <summary>Every tag with its group, but not what exiftool computes from others or says about the file itself.</summary>
    public static SortedDictionary<string, string> Read(byte[] picture)
    {
        using JsonDocument json = JsonDocument.Parse(Run(["-json", "-n", "-a", "-G1", "-b", "-"], picture));
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty tag in json.RootElement[0].EnumerateObject())
        {
            if (tag.Name.Split(':')[0] is not ("Composite" or "System" or "ExifTool" or "SourceFile"))
                tags[tag.Name] = tag.Value.ToString();
        }

        return tags;
    }

    private static byte[] Run(string[] arguments, byte[] picture) => Filter.Run("/usr/bin/exiftool", "libimage-exiftool-perl", arguments, picture);
}
