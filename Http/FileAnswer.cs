using System.Globalization;
using System.Net;
using Maple.Errors;
using Maple.Http.Content;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Answers a GET or HEAD with a blob: conditions, one range, validators (RFC 9110 sections 8.8, 13 and 14).</summary>
internal static class FileAnswer
{
    /// <summary>Owns the blob from here on.</summary>
    public static async Task<Response> OfAsync(
        Exchange exchange, Envelope envelope, Blob blob, string mediaType, string cacheControl, DateTimeOffset now)
    {
        Request request = exchange.Request;
        EntityTag tag = Tag(blob);
        Preconditions conditions = new(now)
        {
            IfMatch = request.Header("If-Match"),
            IfNoneMatch = request.Header("If-None-Match"),
            IfModifiedSince = request.Header("If-Modified-Since"),
            IfUnmodifiedSince = request.Header("If-Unmodified-Since"),
            IfRange = request.Header("If-Range"),
        };
        Response response = conditions.Evaluate(reads: true, tag, blob.LastModified) switch
        {
            PreconditionResult.NotModified => new Response(HttpStatusCode.NotModified),
            PreconditionResult.PreconditionFailed => Failed(exchange, envelope),
            _ => WholeOrPart(exchange, envelope, conditions, blob, tag),
        };
        if (response.Body is not BlobBody)
            await blob.DisposeAsync().ConfigureAwait(false);
        if (response.ErrorWord is not null)
            return response;
        if (response.Status != HttpStatusCode.NotModified)
            response.With("Content-Type", mediaType);
        return response
            .With("ETag", tag.ToString())
            .With("Last-Modified", HttpDate.Format(blob.LastModified))
            .With("Cache-Control", cacheControl)
            .With("Accept-Ranges", "bytes");
    }

    private static Response WholeOrPart(Exchange exchange, Envelope envelope, Preconditions conditions, Blob blob, EntityTag tag)
    {
        Request request = exchange.Request;
        string? header = request.Method == "GET" && conditions.RangeApplies(tag, blob.LastModified) ? request.Header("Range") : null;
        return ByteRange.Parse(header, blob.Length, out ByteRange range) switch
        {
            RangeKind.Partial => Response.Of(HttpStatusCode.PartialContent, new BlobBody(blob, range.First, range.Length))
                .With("Content-Range", range.ContentRange(blob.Length)),
            RangeKind.Unsatisfiable => Unsatisfiable(exchange, envelope, blob.Length)
                .With("Content-Range", ByteRange.UnsatisfiedContentRange(blob.Length)),
            _ => Response.Of(HttpStatusCode.OK, new BlobBody(blob)),
        };
    }

    private static Response Failed(Exchange exchange, Envelope envelope) => envelope.Error(
        ErrorCode.PreconditionFailed,
        new Text(
            "The picture is not the one that If-Match or If-Unmodified-Since names.",
            "图片与 If-Match 或 If-Unmodified-Since 所指的不一致。").In(exchange.Language));

    private static Response Unsatisfiable(Exchange exchange, Envelope envelope, long length) => envelope.Error(
        ErrorCode.RangeNotSatisfiable,
        new Text(
            string.Create(CultureInfo.InvariantCulture, $"The range lies behind the end: the picture has {length} bytes."),
            string.Create(CultureInfo.InvariantCulture, $"请求的范围超出末尾：图片共 {length} 字节。")).In(exchange.Language));

    /// <summary>Length and time of change tell the bytes under one name apart: files are replaced whole, never written to.</summary>
    private static EntityTag Tag(Blob blob) => new(string.Create(CultureInfo.InvariantCulture, $"{blob.Length:x}-{blob.LastModified.UtcTicks:x}{blob.Edition}"));
}
