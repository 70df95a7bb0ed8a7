namespace Maple.Auth;

/// <summary>What became of a token; the names are those of the exceptions of itsdangerous.</summary>
internal enum TokenVerdict
{
    Valid,

    /// <summary>Longer than any token of ours; not looked at.</summary>
    BadData,

    /// <summary>Not signed by any of our keys for this purpose, and without a timestamp.</summary>
    BadSignature,

    /// <summary>Not signed by any of our keys for this purpose; or signed, but the timestamp is missing or makes no sense.</summary>
    BadTimeSignature,

    /// <summary>Signed by us, but older than asked for, or in the future.</summary>
    SignatureExpired,

    /// <summary>Signed by us, but what was signed is not base64url of (compressed) JSON.</summary>
    BadPayload,
}
