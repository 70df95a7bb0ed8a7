using System.Globalization;
using System.Text.Json;
using Maple.Storage;

namespace Maple.Http.Json;

/// <summary>How users, albums and images look in an answer. Times are RFC 3339, UTC, in milliseconds.</summary>
internal static class Views
{
    public static void WriteUser(Utf8JsonWriter json, User user, string key)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, user.Id);
        json.WriteString("username"u8, user.Name);
        json.WriteString("key"u8, key);
        json.WriteEndObject();
    }

    public static void WriteAlbum(Utf8JsonWriter json, Album album)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, album.Id);
        json.WriteString("name"u8, album.Name);
        json.WriteString("description"u8, album.Description);
        json.WriteBoolean("is_default"u8, album.IsDefault);
        json.WriteNumber("images"u8, album.ImageCount);
        json.WriteString("created_at"u8, Time(album.CreatedAt));
        json.WriteString("updated_at"u8, Time(album.UpdatedAt));
        json.WriteEndObject();
    }

    /// <param name="isDuplicate">Null outside an answer to an upload.</param>
    public static void WriteImage(Utf8JsonWriter json, Image image, string albumName, ImageLinks links, bool? isDuplicate = null)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, image.Id);
        json.WriteString("name"u8, image.Name);
        json.WriteString("description"u8, image.Description);
        json.WriteString("original_filename"u8, image.OriginalFilename);
        json.WriteString("format"u8, image.Extension);
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
        json.WriteNumber("bytes"u8, image.Bytes);
        json.WriteString("sha256"u8, image.Sha256);
        json.WriteStartObject("album"u8);
        json.WriteNumber("id"u8, image.AlbumId);
        json.WriteString("name"u8, albumName);
        json.WriteEndObject();
        json.WriteString("created_at"u8, Time(image.CreatedAt));
        json.WriteString("updated_at"u8, Time(image.UpdatedAt));
        json.WriteString("path"u8, image.Original.Value);
        json.WriteString("url"u8, links.Url);
        json.WriteString("thumb_url"u8, links.ThumbUrl);
        json.WriteString("show_url"u8, links.ShowUrl);
        json.WriteStartObject("links"u8);
        json.WriteString("url"u8, links.Url);
        json.WriteString("markdown"u8, Links.Markdown(image.Name, links.Url));
        json.WriteString("html"u8, Links.Html(image.Name, links.Url));
        json.WriteString("bbcode"u8, Links.BbCode(links.Url));
        json.WriteEndObject();
        if (isDuplicate is { } duplicate)
            json.WriteBoolean("duplicate"u8, duplicate);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The absolute links to one image.</summary>
internal sealed record ImageLinks(string Url, string ThumbUrl, string ShowUrl)
{
    public static ImageLinks Of(Image image, Links links, Exchange exchange) =>
        new(links.To(exchange, image.Original), links.To(exchange, image.Thumb), links.To(exchange, image.Show));
}
