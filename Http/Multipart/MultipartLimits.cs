namespace Maple.Http.Multipart;

/// <summary>What a form may cost before it is refused. The length of the whole body is counted by the stream it is read from.</summary>
internal sealed record MultipartLimits
{
    /// <summary>Parts of one form. Ten times the hundred files of a request; a browser sends a part for each field and file.</summary>
    public int Parts { get; init; } = 1_000;

    /// <summary>
    /// Bytes of one part's header lines. File systems end a name at 255 bytes, which is 765 percent-encoded; but names of 10 KB
    /// are sent (a title pasted as a name) and are shortened for show rather than refused.
    /// </summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Header lines of one part. RFC 7578 4.8 knows three; some mail-minded libraries add a handful.</summary>
    public int HeadersPerPart { get; init; } = 16;

    /// <summary>
    /// Bytes of one field that is read as text. Far above a description; a picture as base64 is read as a stream instead.
    /// </summary>
    public int FieldBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of all fields read as text, which a handler may hold at the same time. 1 MB for each request under way.</summary>
    public int TotalFieldBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes before the first delimiter. Forms have none; a body whose boundary is another one is refused here, not at its end.
    /// </summary>
    public int PreambleBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes after the last delimiter: a CRLF, or nothing.</summary>
    public int EpilogueBytes { get; init; } = 64 * 1024;
}
