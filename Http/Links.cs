using System.Buffers;
using System.Globalization;
using System.Net;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Makes the absolute links of an answer.</summary>
/// <param name="publicUrl">From the configuration; null: links begin as the client reached maple.</param>
internal sealed class Links(Uri? publicUrl)
{
    /// <summary>RFC 3986 section 2.3, and the slash.</summary>
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What could end the text or begin something that binds tighter than a link (CommonMark 0.31 section 6).</summary>
    private static readonly SearchValues<char> s_markdown = SearchValues.Create(@"\[]`<>&");

    private readonly string? _base = publicUrl?.AbsoluteUri.TrimEnd('/');

    /// <summary>The path of the public URL, without trailing slash.</summary>
    public string Prefix => publicUrl?.AbsolutePath.TrimEnd('/') ?? "";

    /// <summary>Scheme, host and port that a page of ours has, for the same-origin check.</summary>
    public string Origin(Exchange exchange) =>
        publicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{exchange.Client.Scheme}://{exchange.Client.Host}";

    public bool IsSecure(Exchange exchange) => (publicUrl?.Scheme ?? exchange.Client.Scheme) == Uri.UriSchemeHttps;

    /// <summary>The path that cookies are for.</summary>
    public string CookiePath(Exchange exchange) => $"{(publicUrl is null ? exchange.Client.Prefix : Prefix)}/";

    public string To(Exchange exchange, BlobKey key) => $"{Base(exchange)}/images/{Escape(key.Value)}";

    /// <summary>A link to one of an image's blobs. From the first replacement on it carries the version, so that no cache takes one for the other.</summary>
    public string To(Exchange exchange, Image image, BlobKey blob) =>
        image.Version == 0 ? To(exchange, blob) : string.Create(CultureInfo.InvariantCulture, $"{To(exchange, image.Link(blob))}?v={image.Version}");

    /// <param name="path">Of a page, with its leading slash.</param>
    public string To(Exchange exchange, string path) => Base(exchange) + path;

    public static string Markdown(string name, string url) =>
        $"![{string.Concat(name.Select(character => s_markdown.Contains(character) ? $@"\{character}" : $"{character}"))}]({url})";

    public static string Html(string name, string url) =>
        $"<img src=\"{WebUtility.HtmlEncode(url)}\" alt=\"{WebUtility.HtmlEncode(name)}\">";

    public static string BbCode(string url) => $"[img]{url}[/img]";

    private string Base(Exchange exchange) =>
        _base ?? $"{exchange.Client.Scheme}://{exchange.Client.Host}{exchange.Client.Prefix}";

    /// <summary>A path for a URL. Three links of each picture in a list; nearly all have nothing to escape.</summary>
    public static string Escape(string path) =>
        path.AsSpan().ContainsAnyExcept(s_plain) ? string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) : path;
}
