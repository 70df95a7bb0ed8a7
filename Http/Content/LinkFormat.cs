using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Http.Handlers;
using Maple.Http.Parsing;

namespace Maple.Http.Content;

/// <summary>In which form a client wants links: the envelope, or lines of text to paste or to pipe.</summary>
internal enum LinkFormat
{
    Json,
    Text,
    Markdown,
    Html,
    BbCode,
}

internal static class LinkFormats
{
    private const string ContentType = "text/plain; charset=utf-8";

    /// <summary><c>?format=</c>, else what Accept prefers.</summary>
    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public static LinkFormat Of(Exchange exchange)
    {
        if (exchange.Query("format") is not { } word)
            return Accepted(exchange.Request.Header("Accept"));
        return Named(word) ?? throw Parameters.Invalid(
            "format", word, new Text("one of json, txt, markdown, html, bbcode", "json、txt、markdown、html、bbcode 之一"));
    }

    /// <summary>Whether a refusal is to be text. Never throws: it may be the query that is refused.</summary>
    public static bool WantsText(Exchange exchange)
    {
        try
        {
            return (exchange.Query("format") is { } word ? Named(word) : Accepted(exchange.Request.Header("Accept"))) is not (null or LinkFormat.Json);
        }
        catch (MapleException)
        {
            return false;
        }
    }

    /// <param name="name">Of the picture, for those formats that have room for it.</param>
    public static string Link(this LinkFormat format, string name, string url) => format switch
    {
        LinkFormat.Markdown => Links.Markdown(name, url),
        LinkFormat.Html => Links.Html(name, url),
        LinkFormat.BbCode => Links.BbCode(url),
        _ => url,
    };

    /// <summary>Lines as text, HTML too: it is to be pasted, not to be shown as a page of ours.</summary>
    public static Response Answer(HttpStatusCode status, IEnumerable<string> lines, string? errorWord = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        return Response.Bytes(status, ContentType, bytes, errorWord).With("Cache-Control", "no-store");
    }

    /// <summary>One line: the code, a colon, what people read.</summary>
    public static Response Refusal(ErrorCode code, string message)
    {
        Response response = Answer(ErrorMapper.Status(code), [$"{code.Word()}: {message.ReplaceLineEndings(" ")}"], code.Word());
        if (ErrorMapper.Header(code) is { } header)
            response.Headers.Add(header);
        return response;
    }

    private static LinkFormat? Named(string word) => word switch
    {
        "json" => LinkFormat.Json,
        "txt" or "text" or "url" => LinkFormat.Text,
        "markdown" or "md" => LinkFormat.Markdown,
        "html" => LinkFormat.Html,
        "bbcode" => LinkFormat.BbCode,
        _ => null,
    };

    /// <summary>Not HTML: every browser asks for that, whatever it is about to do with the answer.</summary>
    private static LinkFormat Accepted(string? accept) => Accept.Prefer(accept, "application/json", "text/plain", "text/markdown") switch
    {
        "text/plain" => LinkFormat.Text,
        "text/markdown" => LinkFormat.Markdown,
        _ => LinkFormat.Json,
    };
}
