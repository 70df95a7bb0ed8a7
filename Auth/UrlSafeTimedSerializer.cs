using System.Text;

namespace Maple.Auth;

/// <summary>
/// itsdangerous' <c>URLSafeTimedSerializer</c>, interchangeable with version 2.1: JSON, zlib-compressed when that is shorter (then it
/// begins with a dot), as base64url, with a timestamp and a signature.
/// </summary>
/// <remarks>
/// It gives the verdicts of the original but for what nobody sends in earnest: tokens and payloads above the limits below, payloads of
/// <c>NaN</c> or <c>Infinity</c> or nested deeper than 64, all of which are refused, and timestamps after the year 9999, where the original fails with a
/// ValueError; an integer of more than 4,300 digits is taken, which the original refuses.
/// </remarks>
internal sealed class UrlSafeTimedSerializer(TimestampSigner signer)
{
    /// <summary>Bytes of JSON. A thousand times what keys and sessions need; it stops a zip bomb signed with a leaked key.</summary>
    public const int MaxPayload = 64 << 10;

    /// <summary>Bytes of a token: a payload of that size in base64, timestamp and SHA-512 signature, rounded up.</summary>
    public const int MaxToken = 96 << 10;

    /// <param name="json">Compact JSON, at most <see cref="MaxPayload"/> bytes.</param>
    /// <param name="signedAt">The time to sign with, in whole seconds. Null: now.</param>
    public string Dump(ReadOnlySpan<byte> json, DateTimeOffset? signedAt = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(json.Length, MaxPayload, nameof(json));
        byte[] compressed = Zlib.Compress(json);
        byte[] payload = compressed.Length < json.Length - 1
            ? [(byte)'.', .. LenientBase64.Encode(compressed)]
            : LenientBase64.Encode(json);
        return Encoding.ASCII.GetString(signer.Sign(payload, signedAt));
    }

    public string Dump(long value, DateTimeOffset? signedAt = null) => Dump(CompactJson.Write(value), signedAt);

    public string Dump(string value, DateTimeOffset? signedAt = null) => Dump(CompactJson.Write(value), signedAt);

    /// <param name="maxAge">A token older than this, or from the future, has expired. Null: the time doesn't matter.</param>
    public LoadedToken Load(string token, TimeSpan? maxAge = null) =>
        token.Length > MaxToken ? new(TokenVerdict.BadData) : Load(Encoding.UTF8.GetBytes(token), maxAge);

    public LoadedToken Load(ReadOnlySpan<byte> token, TimeSpan? maxAge = null)
    {
        if (token.Length > MaxToken)
            return new(TokenVerdict.BadData);
        TokenVerdict verdict = signer.Unsign(token, maxAge, out ReadOnlySpan<byte> payload, out DateTimeOffset signedAt);
        if (verdict != TokenVerdict.Valid)
            return new(verdict);
        return Expand(payload) is { } json && CompactJson.IsValid(json)
            ? new(TokenVerdict.Valid, json, signedAt)
            : new(TokenVerdict.BadPayload);
    }

    private static byte[]? Expand(ReadOnlySpan<byte> payload)
    {
        if (payload is not [(byte)'.', .. var rest])
            return LenientBase64.Decode(payload) is { Length: <= MaxPayload } json ? json : null;
        return LenientBase64.Decode(rest) is { } compressed ? Zlib.Decompress(compressed, MaxPayload) : null;
    }
}

/// <summary>A token's verdict and, when it is valid, what was signed and when (whole seconds).</summary>
internal readonly record struct LoadedToken(TokenVerdict Verdict, ReadOnlyMemory<byte> Json = default, DateTimeOffset SignedAt = default)
{
    public bool IsValid => Verdict == TokenVerdict.Valid;

    /// <summary>The payload, if the token is valid and signs an integer.</summary>
    public long? Int64 => IsValid ? CompactJson.ReadInt64(Json.Span) : null;

    /// <summary>The payload, if the token is valid and signs a string.</summary>
    public string? String => IsValid ? CompactJson.ReadString(Json.Span) : null;
}
