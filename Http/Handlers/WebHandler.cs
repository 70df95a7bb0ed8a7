using System.Net;
using System.Text;
using Maple.Http.Content;

namespace Maple.Http.Handlers;

/// <summary>The gallery at <c>/</c>, the back office at <c>[server] admin_url</c>, what both are made of under <c>/web/</c>, and the API's description.</summary>
internal sealed class WebHandler
{
    /// <summary>Nothing inline, nothing from elsewhere, no text that becomes HTML; <c>blob:</c> is the preview of a picture that is being uploaded.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>A page names its files by their version and must be looked at again; what has a version in its address never changes.</summary>
    private const string Revalidate = "no-cache", Immutable = "public, max-age=31536000, immutable";

    /// <summary>Read at the first request that needs them: most daemons serve scripts alone.</summary>
    private readonly Lazy<WebFiles> _files = new(() => new WebFiles());

    private readonly Lazy<byte[]> _gallery, _office;

    private readonly Lazy<string> _guest;

    public WebHandler(string adminUrl)
    {
        string up = string.Concat(Enumerable.Repeat("../", adminUrl.Count(c => c == '/') - 1));
        _gallery = new(() => Page("index.html", ""));
        _office = new(() => Page("admin.html", up));
        _guest = new(() => Encoding.UTF8.GetString(Page("guest.html", "../")));
    }

    public Task<Response> GalleryAsync(Exchange exchange) => Task.FromResult(PageOf(exchange, _gallery));

    /// <summary>For administrators alone; the route sees to it.</summary>
    public Task<Response> OfficeAsync(Exchange exchange) => Task.FromResult(PageOf(exchange, _office));

    /// <summary>The page for people without an account, which holds what it is to say: no cache keeps it, no robot lists it.</summary>
    /// <param name="policy">JSON.</param>
    public Response Guest(Exchange exchange, HttpStatusCode status, string policy)
    {
        // Its links would lead one folder too deep.
        if (exchange.Target.TrailingSlash)
            throw Router.NotFound(exchange);
        string page = _guest.Value.Replace("{policy}", WebUtility.HtmlEncode(policy), StringComparison.Ordinal);
        return Response.Bytes(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page))
            .With("Content-Security-Policy", Policy)
            .With("Cache-Control", "no-store")
            .With("X-Robots-Tag", "noindex");
    }

    /// <summary><c>/web/VERSION/NAME</c>. An older version's page, still open after an update, gets what there is now.</summary>
    public Task<Response> FileAsync(Exchange exchange)
    {
        string[] parts = exchange["path"].Split('/', 2);
        WebFile file = (parts.Length == 2 ? _files.Value.Find(parts[1]) : null) ?? throw Router.NotFound(exchange);
        return Task.FromResult(Packed(exchange, file, parts[0] == _files.Value.Version ? Immutable : Revalidate));
    }

    /// <summary><c>/api/openapi.json</c>: docs/openapi.json as it stands; its servers are relative to where it is.</summary>
    public Task<Response> OpenApiAsync(Exchange exchange) => Task.FromResult(Packed(exchange, _files.Value.Find("openapi.json")!, Revalidate));

    private static Response Packed(Exchange exchange, WebFile file, string cacheControl)
    {
        (string coding, byte[] bytes, EntityTag tag) = file.For(exchange.Request.Header("Accept-Encoding"));
        Response response = Answer(exchange, file.MediaType, bytes, tag, cacheControl).With("Vary", "Accept-Encoding");
        if (coding != ContentCoding.Identity && response.Status == HttpStatusCode.OK)
            response.With("Content-Encoding", coding);
        return response;
    }

    private static Response PageOf(Exchange exchange, Lazy<byte[]> page)
    {
        // Without its last slash a page's relative links would lead one folder too high.
        if (exchange.Target is { TrailingSlash: false, Segments: [.., var last] })
            return new Response(HttpStatusCode.PermanentRedirect).With("Location", $"./{Uri.EscapeDataString(last)}/");
        return Answer(exchange, "text/html; charset=utf-8", page.Value, WebFile.TagOf(page.Value), Revalidate)
            .With("Content-Security-Policy", Policy);
    }

    private static Response Answer(Exchange exchange, string mediaType, byte[] bytes, EntityTag tag, string cacheControl)
    {
        var conditions = new Preconditions(default(DateTimeOffset)) { IfNoneMatch = exchange.Request.Header("If-None-Match") };
        Response response = conditions.Evaluate(reads: true, tag, default) == PreconditionResult.NotModified
            ? new Response(HttpStatusCode.NotModified)
            : Response.Bytes(HttpStatusCode.OK, mediaType, bytes);
        return response
            .With("ETag", tag.ToString())
            .With("Cache-Control", cacheControl);
    }

    /// <summary>A page is a template: <c>{web}</c> is the way from it to the files of this version. It is small, and sent as it is.</summary>
    /// <param name="root">The way from the page's folder to maple's.</param>
    private byte[] Page(string name, string root)
    {
        string template = Encoding.UTF8.GetString(_files.Value.Find(name)!.Plain());
        return Encoding.UTF8.GetBytes(template.Replace("{web}", $"{root}web/{_files.Value.Version}", StringComparison.Ordinal));
    }
}
