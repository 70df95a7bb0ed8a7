using System.Net;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Makes the absolute links of an answer.</summary>
/// <param name="publicUrl">From the configuration; null: links begin as the client reached maple.</param>
internal sealed class Links(Uri? publicUrl)
{
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

    public static string Markdown(string name, string url) =>
        $"![{name.Replace("\\", @"\\").Replace("[", @"\[").Replace("]", @"\]")}]({url})";

    public static string Html(string name, string url) =>
        $"<img src=\"{WebUtility.HtmlEncode(url)}\" alt=\"{WebUtility.HtmlEncode(name)}\">";

    public static string BbCode(string url) => $"[img]{url}[/img]";

    private string Base(Exchange exchange) =>
        _base ?? $"{exchange.Client.Scheme}://{exchange.Client.Host}{exchange.Client.Prefix}";

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
