using System.Text.Json;

namespace Maple.Tests.Torture.Load;

/// <summary>An image as the API tells it.</summary>
/// <param name="Path">The link of the original without its version, below <c>/images/</c>.</param>
/// <param name="Files">Original, thumbnail and show picture, below the folder of the pictures: those of version N lie under <c>STEM~N</c>.</param>
internal sealed record StoredImage(long Id, string Path, IReadOnlyList<string> Files, long AlbumId, Facts Facts)
{
    public static StoredImage From(JsonElement json)
    {
        JsonElement album = json.GetProperty("album");
        string Text(string name) => json.GetProperty(name).GetString()!;
        string path = Text("path");
        int version = json.GetProperty("version").GetInt32();
        return new StoredImage(
            json.GetProperty("id").GetInt64(),
            path,
            [.. new[] { path, Below(Text("thumb_url")), Below(Text("show_url")) }.Select(link => FileOf(link, version))],
            album.GetProperty("id").GetInt64(),
            new Facts(Text("name"), Text("description"), album.GetProperty("name").GetString()!, Text("sha256")));
    }

    /// <summary>What all versions of an image have in common, of a link or of a file.</summary>
    public static string StemOf(string path) => System.IO.Path.ChangeExtension(path, null).Split('~')[0];

    private static string FileOf(string link, int version)
    {
        string file = link.Split('?')[0];
        return version == 0 ? file : $"{StemOf(file)}~{version}{System.IO.Path.GetExtension(file)}";
    }

    private static string Below(string url) => url[(url.IndexOf("/images/", StringComparison.Ordinal) + "/images/".Length)..];
}
