using System.Net;
using Maple.Errors;

namespace Maple.Http;

/// <summary>The one place that gives an error its HTTP status, and the header that goes with it.</summary>
internal static class ErrorMapper
{
    public static HttpStatusCode Status(ErrorCode code) => code switch
    {
        ErrorCode.BadRequest or ErrorCode.InvalidParameter or ErrorCode.InvalidJson or ErrorCode.MissingBoundary
            or ErrorCode.InvalidMultipart or ErrorCode.TruncatedBody or ErrorCode.TooManyParts or ErrorCode.TooManyFiles or ErrorCode.NoFiles
            or ErrorCode.EmptyFile or ErrorCode.UrlNotAllowed or ErrorCode.InvalidName or ErrorCode.InvalidEmail or ErrorCode.WeakPassword => HttpStatusCode.BadRequest,
        ErrorCode.Unauthorized or ErrorCode.InvalidCredentials => HttpStatusCode.Unauthorized,
        ErrorCode.CrossOrigin or ErrorCode.Forbidden or ErrorCode.InsufficientScope or ErrorCode.PolicyUsedUp => HttpStatusCode.Forbidden,
        ErrorCode.NotFound or ErrorCode.UserNotFound or ErrorCode.KeyNotFound or ErrorCode.PolicyNotFound or ErrorCode.AlbumNotFound or ErrorCode.ImageNotFound => HttpStatusCode.NotFound,
        ErrorCode.MethodNotAllowed => HttpStatusCode.MethodNotAllowed,
        ErrorCode.RequestTimeout => HttpStatusCode.RequestTimeout,
        ErrorCode.UserExists or ErrorCode.EmailExists or ErrorCode.UserNotEmpty or ErrorCode.LastAdmin or ErrorCode.OwnAccount
            or ErrorCode.KeyExists or ErrorCode.TooManyPolicies or ErrorCode.AlbumExists or ErrorCode.AlbumNotEmpty or ErrorCode.DefaultAlbum or ErrorCode.AlbumPrivate
            or ErrorCode.ImageExists
            => HttpStatusCode.Conflict,
        ErrorCode.LengthRequired => HttpStatusCode.LengthRequired,
        ErrorCode.PreconditionFailed => HttpStatusCode.PreconditionFailed,
        ErrorCode.BodyTooLarge or ErrorCode.FileTooLarge => HttpStatusCode.RequestEntityTooLarge,
        ErrorCode.UriTooLong => HttpStatusCode.RequestUriTooLong,
        ErrorCode.HeadersTooLarge => HttpStatusCode.RequestHeaderFieldsTooLarge,
        ErrorCode.UnsupportedVersion => HttpStatusCode.HttpVersionNotSupported,
        ErrorCode.UnsupportedTransferCoding => HttpStatusCode.NotImplemented,
        ErrorCode.UnsupportedMediaType or ErrorCode.UnsupportedFormat or ErrorCode.FormatNotAllowed => HttpStatusCode.UnsupportedMediaType,
        ErrorCode.RangeNotSatisfiable => HttpStatusCode.RequestedRangeNotSatisfiable,
        ErrorCode.CorruptImage or ErrorCode.TooManyPixels or ErrorCode.TooManyFrames or ErrorCode.IdempotencyKeyReused => HttpStatusCode.UnprocessableEntity,
        ErrorCode.TooManyAttempts => HttpStatusCode.TooManyRequests,
        ErrorCode.FetchFailed => HttpStatusCode.BadGateway,
        ErrorCode.StorageFull => HttpStatusCode.InsufficientStorage,
        ErrorCode.StorageUnavailable or ErrorCode.DecoderUnavailable or ErrorCode.Overloaded => HttpStatusCode.ServiceUnavailable,
        _ => HttpStatusCode.InternalServerError,
    };

    public static KeyValuePair<string, string>? Header(ErrorCode code) => Status(code) switch
    {
        // RFC 9110 section 11.6.1: a 401 names at least one way to authenticate.
        HttpStatusCode.Unauthorized => new("WWW-Authenticate", "Bearer realm=\"maple\""),
        HttpStatusCode.ServiceUnavailable => new("Retry-After", "5"),
        _ => null,
    };
}
