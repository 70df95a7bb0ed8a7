using System.Globalization;
using System.Net;
using Maple.Http.Content;
using Maple.Storage;

namespace Maple.Http;

/// <summary>Answers a GET or HEAD with a blob: conditions, one range, validators (RFC 9110 sections 8.8, 13 and 14).</summary>
internal static class FileAnswer
{
    /// <summary>Owns the blob from here on.</summary>
    public static async Task<Response> OfAsync(Request request, Blob blob, string mediaType, string cacheControl, DateTimeOffset now)
    {
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
            PreconditionResult.PreconditionFailed => new Response(HttpStatusCode.PreconditionFailed),
            _ => WholeOrPart(request, conditions, blob, tag).With("Content-Type", mediaType),
        };
        if (response.Body.Length == 0)
            await blob.DisposeAsync().ConfigureAwait(false);
        return response
            .With("ETag", tag.ToString())
            .With("Last-Modified", HttpDate.Format(blob.LastModified))
            .With("Cache-Control", cacheControl)
            .With("Accept-Ranges", "bytes");
    }

    private static Response WholeOrPart(Request request, Preconditions conditions, Blob blob, EntityTag tag)
    {
        string? header = request.Method == "GET" && conditions.RangeApplies(tag, blob.LastModified) ? request.Header("Range") : null;
        return ByteRange.Parse(header, blob.Length, out ByteRange range) switch
        {
            RangeKind.Partial => Response.Of(HttpStatusCode.PartialContent, new BlobBody(blob, range.First, range.Length))
                .With("Content-Range", range.ContentRange(blob.Length)),
            RangeKind.Unsatisfiable => new Response(HttpStatusCode.RequestedRangeNotSatisfiable)
                .With("Content-Range", ByteRange.UnsatisfiedContentRange(blob.Length)),
            _ => Response.Of(HttpStatusCode.OK, new BlobBody(blob)),
        };
    }

    /// <summary>Length and time of change tell the bytes under one name apart: files are replaced whole, never written to.</summary>
    private static EntityTag Tag(Blob blob) => new(string.Create(CultureInfo.InvariantCulture, $"{blob.Length:x}-{blob.LastModified.UtcTicks:x}"));
}
