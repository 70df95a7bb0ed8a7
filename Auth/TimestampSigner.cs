using System.Buffers.Binary;

namespace Maple.Auth;

/// <summary>itsdangerous' <c>TimestampSigner</c>: puts the time, as seconds since 1970, between the value and the signature.</summary>
internal sealed class TimestampSigner(Signer signer, TimeProvider time)
{
    private static readonly ulong s_lastSecond = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <param name="signedAt">Whole seconds count. Null: now.</param>
    public byte[] Sign(ReadOnlySpan<byte> value, DateTimeOffset? signedAt = null)
    {
        long seconds = (signedAt ?? time.GetUtcNow()).ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(signedAt));
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        return signer.Sign([.. value, Signer.Separator, .. LenientBase64.Encode(bytes.AsSpan().TrimStart((byte)0))]);
    }

    /// <param name="maxAge">A token older than this, or from the future, has expired. Null: the time doesn't matter.</param>
    public TokenVerdict Unsign(
        ReadOnlySpan<byte> signed, TimeSpan? maxAge, out ReadOnlySpan<byte> value, out DateTimeOffset signedAt)
    {
        signedAt = default;
        bool good = signer.Unsign(signed, out value);
        int separator = value.LastIndexOf(Signer.Separator);
        if (separator < 0)
            return good ? TokenVerdict.BadTimeSignature : TokenVerdict.BadSignature;
        if (!good || !TryReadTime(value[(separator + 1)..], out signedAt))
            return TokenVerdict.BadTimeSignature;

        value = value[..separator];
        if (maxAge is null)
            return TokenVerdict.Valid;
        long age = time.GetUtcNow().ToUnixTimeSeconds() - signedAt.ToUnixTimeSeconds();
        return age < 0 || age > maxAge.Value.TotalSeconds ? TokenVerdict.SignatureExpired : TokenVerdict.Valid;
    }

    // Beyond the year 9999 itsdangerous 2.1 lets a ValueError escape; here that is one more bad timestamp.
    private static bool TryReadTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (LenientBase64.Decode(text) is not { Length: <= sizeof(ulong) } bytes)
            return false;
        ulong seconds = 0;
        foreach (byte b in bytes)
            seconds = (seconds << 8) | b;
        if (seconds > s_lastSecond)
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
