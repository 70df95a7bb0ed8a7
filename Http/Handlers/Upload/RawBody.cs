using System.Text;
using Maple.Http.Parsing;

namespace Maple.Http.Handlers.Upload;

/// <summary>A body that is the picture itself, as <c>curl -T</c> sends it.</summary>
internal static class RawBody
{
    /// <summary><c>image/*</c>, <c>application/octet-stream</c>, or bytes without a word about them.</summary>
    public static bool IsIn(Request request) =>
        request.HasBody
        && (string.IsNullOrWhiteSpace(request.Header("Content-Type"))
            || MediaType(request) is var type && (type is "application/octet-stream" || type.StartsWith("image/", StringComparison.Ordinal)));

    /// <param name="name">From the path, null where there is none.</param>
    /// <exception cref="Errors.MapleException"><c>unauthorized</c>, and what reading the body throws.</exception>
    public static async Task ReadAsync(Request request, IncomingPictures pictures, string? name)
    {
        await pictures.ExpectFileAsync().ConfigureAwait(false);
        string clean = FileNames.Clean(SentName(request) ?? name);
        pictures.AddFile(await ReceivedFile.ReceiveAsync(clean, request.Body, pictures.Blobs).ConfigureAwait(false));
    }

    /// <summary>In lower case, without parameters; empty when none was sent.</summary>
    public static string MediaType(Request request) =>
        HeaderParameters.Parse(request.Header("Content-Type") ?? "").Value.ToLowerInvariant();

    private static string? SentName(Request request)
    {
        if (request.Header("Content-Disposition") is { } disposition && ContentDisposition.Parse(disposition).FileName is { Length: > 0 } name)
            return name;
        if (request.Header("X-Filename") is not { Length: > 0 } header)
            return null;
        // Headers are ASCII to most libraries, so other letters come percent-encoded; what is no such encoding is the name as it stands.
        return PercentEncoding.Decode(Encoding.UTF8.GetBytes(header)) is { } bytes && PercentEncoding.StrictUtf8(bytes) is { } decoded ? decoded : header;
    }
}
