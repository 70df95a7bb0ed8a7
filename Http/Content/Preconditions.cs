namespace Maple.Http.Content;

internal enum PreconditionResult
{
    /// <summary>Do what was asked.</summary>
    Proceed,

    /// <summary>304: the client has it already.</summary>
    NotModified,

    /// <summary>412: it is not what the client believes it to be.</summary>
    PreconditionFailed,
}

/// <summary>The conditional headers of a request (RFC 9110 13.1), as they came.</summary>
/// <param name="Now">To read two-digit years, RFC 9110 5.6.7.</param>
internal sealed record Preconditions(DateTimeOffset Now)
{
    public string? IfMatch { get; init; }
    public string? IfNoneMatch { get; init; }
    public string? IfModifiedSince { get; init; }
    public string? IfUnmodifiedSince { get; init; }
    public string? IfRange { get; init; }

    /// <summary>In the order of RFC 9110 13.2.2, for a resource that exists; what doesn't is a 404 before it comes to this.</summary>
    /// <param name="reads">The method is GET or HEAD.</param>
    /// <param name="tag">The resource's validator.</param>
    /// <param name="lastModified">Compared in whole seconds, as headers carry them.</param>
    public PreconditionResult Evaluate(bool reads, EntityTag tag, DateTimeOffset lastModified)
    {
        lastModified = HttpDate.WholeSeconds(lastModified);
        if (IfMatch is not null)
        {
            if (!IsAny(IfMatch) && !EntityTag.ParseList(IfMatch).Exists(tag.StronglyEquals))
            {
                return PreconditionResult.PreconditionFailed;
            }
        }
        else if (HttpDate.TryParse(IfUnmodifiedSince, Now, out var unmodifiedSince) && lastModified > unmodifiedSince)
        {
            return PreconditionResult.PreconditionFailed;
        }

        if (IfNoneMatch is not null)
        {
            if (IsAny(IfNoneMatch) || EntityTag.ParseList(IfNoneMatch).Exists(tag.WeaklyEquals))
            {
                return reads ? PreconditionResult.NotModified : PreconditionResult.PreconditionFailed;
            }
        }
        else if (reads && HttpDate.TryParse(IfModifiedSince, Now, out var modifiedSince) && lastModified <= modifiedSince)
        {
            return PreconditionResult.NotModified;
        }
        return PreconditionResult.Proceed;
    }

    /// <summary>
    /// Whether Range counts (RFC 9110 13.1.5): without If-Range, or when it names this very representation; otherwise the whole is sent.
    /// A date counts when it is exactly Last-Modified: a stored picture's bytes never change, so its date is a strong validator.
    /// </summary>
    public bool RangeApplies(EntityTag tag, DateTimeOffset lastModified) =>
        IfRange is null
        || (EntityTag.TryParse(IfRange, out var given) && tag.StronglyEquals(given))
        || (HttpDate.TryParse(IfRange, Now, out var date) && HttpDate.WholeSeconds(lastModified) == date);

    private static bool IsAny(string header) => header.AsSpan().Trim(" \t") is "*";
}
