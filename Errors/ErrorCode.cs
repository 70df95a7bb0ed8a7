using System.Text.Json;

namespace Maple.Errors;

/// <summary>
/// Every way in which maple refuses something. The word on the wire is the name in snake_case; words are never renamed.
/// <c>Http/ErrorMapper.cs</c> gives each its HTTP status, <c>Cli/ExitCode.cs</c> its exit code.
/// </summary>
internal enum ErrorCode
{
    // The request as HTTP
    BadRequest,
    InvalidParameter,
    InvalidJson,
    MissingBoundary,
    InvalidMultipart,
    TruncatedBody,
    TooManyParts,
    TooManyFiles,
    NoFiles,
    BodyTooLarge,
    LengthRequired,
    UnsupportedMediaType,
    RequestTimeout,
    UriTooLong,
    HeadersTooLarge,
    UnsupportedVersion,
    UnsupportedTransferCoding,
    NotFound,
    MethodNotAllowed,
    RangeNotSatisfiable,
    PreconditionFailed,
    IdempotencyKeyReused,

    // Who asks
    Unauthorized,
    InsufficientScope,
    InvalidCredentials,
    CrossOrigin,
    Forbidden,
    TooManyAttempts,

    // Pictures
    EmptyFile,
    FileTooLarge,
    UnsupportedFormat,
    FormatNotAllowed,
    CorruptImage,
    TooManyPixels,
    TooManyFrames,
    UrlNotAllowed,
    FetchFailed,

    // Users, albums and images
    InvalidName,
    InvalidEmail,
    WeakPassword,
    UserExists,
    EmailExists,
    UserNotFound,
    UserNotEmpty,
    LastAdmin,
    OwnAccount,
    KeyExists,
    KeyNotFound,
    PolicyNotFound,
    PolicyUsedUp,
    TooManyPolicies,
    AlbumExists,
    AlbumNotFound,
    AlbumNotEmpty,
    DefaultAlbum,
    AlbumPrivate,
    ImageNotFound,
    ImageExists,

    // maple itself
    InvalidConfig,
    WeakSecret,
    AddressInUse,
    StoreInUse,
    StoreDamaged,
    StoreTooNew,
    BackupDamaged,
    StorageFull,
    StorageUnavailable,
    DecoderUnavailable,
    Overloaded,
    InternalError,
}

internal static class ErrorCodes
{
    private static readonly string[] s_words =
        [.. Enum.GetNames<ErrorCode>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>The stable machine-readable word, e.g. <c>album_not_empty</c>.</summary>
    public static string Word(this ErrorCode code) => s_words[(int)code];
}
