using System.Text.Json;

namespace Maple.Tests.Torture.Load;

/// <summary>An image as the API tells it. Paths are those below <c>/images/</c>.</summary>
internal sealed record StoredImage(long Id, string Sha256, string Path, string ThumbPath, string ShowPath, long AlbumId, Facts Facts)
{
    public static StoredImage From(JsonElement json)
    {
        JsonElement album = json.GetProperty("album");
        return new StoredImage(
            json.GetProperty("id").GetInt64(),
            json.GetProperty("sha256").GetString()!,
            json.GetProperty("path").GetString()!,
            Below(json.GetProperty("thumb_url").GetString()!),
            Below(json.GetProperty("show_url").GetString()!),
            album.GetProperty("id").GetInt64(),
            new Facts(json.GetProperty("name").GetString()!, json.GetProperty("description").GetString()!, album.GetProperty("name").GetString()!));
    }

    private static string Below(string url) => url[(url.IndexOf("/images/", StringComparison.Ordinal) + "/images/".Length)..];
}
