using System.Text.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Json;

/// <summary>How images look in an answer, with their links.</summary>
/// <param name="thumbWidth">Of thumbnails, in pixels; smaller pictures are not enlarged.</param>
internal sealed class ImageViews(Links links, int thumbWidth)
{
    private readonly Box _thumb = Box.OfWidth(thumbWidth);

    public string Url(Exchange exchange, Image image) => links.To(exchange, image, image.Original);

    public string ThumbUrl(Exchange exchange, Image image) => links.To(exchange, image, image.Thumb);

    /// <param name="isPrivate">Its album is: its links are for its owner alone.</param>
    /// <param name="isDuplicate">Null outside an answer to an upload.</param>
    /// <param name="owner">Null where it is the caller.</param>
    public void Write(Utf8JsonWriter json, Exchange exchange, Image image, string albumName, bool? isDuplicate = null, User? owner = null, bool isPrivate = false)
    {
        string url = Url(exchange, image);
        (int thumbWidth, int thumbHeight) = _thumb.Fit(image.Width, image.Height);
        json.WriteStartObject();
        json.WriteNumber("id"u8, image.Id);
        json.WriteString("name"u8, image.Name);
        json.WriteString("description"u8, image.Description);
        json.WriteString("original_filename"u8, image.OriginalFilename);
        json.WriteString("format"u8, image.Extension);
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
        json.WriteNumber("thumb_width"u8, thumbWidth);
        json.WriteNumber("thumb_height"u8, thumbHeight);
        json.WriteNumber("bytes"u8, image.Bytes);
        json.WriteString("sha256"u8, image.Sha256);
        json.WriteStartObject("album"u8);
        json.WriteNumber("id"u8, image.AlbumId);
        json.WriteString("name"u8, albumName);
        json.WriteEndObject();
        json.WriteBoolean("private"u8, isPrivate);
        json.WriteString("created_at"u8, Views.Time(image.CreatedAt));
        json.WriteString("updated_at"u8, Views.Time(image.UpdatedAt));
        json.WriteNumber("version"u8, image.Version);
        json.WriteString("path"u8, image.Link(image.Original).Value);
        json.WriteString("url"u8, url);
        json.WriteString("thumb_url"u8, ThumbUrl(exchange, image));
        json.WriteString("show_url"u8, links.To(exchange, image, image.Show));
        WriteLinks(json, image, url);
        if (isDuplicate is { } duplicate)
            json.WriteBoolean("duplicate"u8, duplicate);
        if (owner is not null)
            Views.WriteOwner(json, owner);
        json.WriteEndObject();
    }

    /// <summary>The picture's links with a signature each.</summary>
    /// <param name="query">From <see cref="Auth.ViewLinks.Query"/>.</param>
    public void WriteSigned(Utf8JsonWriter json, Exchange exchange, Image image, string query, DateTimeOffset until)
    {
        string url = Signed(Url(exchange, image));
        json.WriteStartObject();
        json.WriteString("url"u8, url);
        json.WriteString("thumb_url"u8, Signed(ThumbUrl(exchange, image)));
        json.WriteString("show_url"u8, Signed(links.To(exchange, image, image.Show)));
        WriteLinks(json, image, url);
        json.WriteString("expires_at"u8, Views.Time(until));
        json.WriteEndObject();

        string Signed(string link) => $"{link}{(image.Version == 0 ? '?' : '&')}{query}";
    }

    private static void WriteLinks(Utf8JsonWriter json, Image image, string url)
    {
        json.WriteStartObject("links"u8);
        json.WriteString("url"u8, url);
        json.WriteString("markdown"u8, Links.Markdown(image.Name, url));
        json.WriteString("html"u8, Links.Html(image.Name, url));
        json.WriteString("bbcode"u8, Links.BbCode(url));
        json.WriteEndObject();
    }
}
