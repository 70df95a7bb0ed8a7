using System.Security.Cryptography;

namespace Maple.Auth;

/// <summary>
/// itsdangerous' <c>Signer</c>: appends <c>.</c> and the base64url of an HMAC. Its key is <c>digest(salt + "signer" + secret)</c>, the
/// derivation called django-concat, so that a signature made for one purpose is worth nothing for another.
/// </summary>
internal sealed class Signer
{
    public const byte Separator = (byte)'.';

    private readonly HashAlgorithmName _digest;
    private readonly byte[][] _newestFirst;

    /// <param name="secretKeys">Oldest to newest: the newest signs, any verifies.</param>
    /// <param name="salt">The purpose; no secret.</param>
    /// <param name="digest">For derivation and HMAC alike: SHA-1 (the default of itsdangerous), SHA-256 or SHA-512.</param>
    public Signer(IReadOnlyList<byte[]> secretKeys, byte[] salt, HashAlgorithmName digest)
    {
        if (secretKeys.Count == 0)
            throw new ArgumentException("at least one secret key is needed", nameof(secretKeys));
        _digest = digest;
        _newestFirst =
            [.. secretKeys.Reverse().Select(key => CryptographicOperations.HashData(digest, [.. salt, .. "signer"u8, .. key]))];
    }

    public byte[] Sign(ReadOnlySpan<byte> value) =>
        [.. value, Separator, .. LenientBase64.Encode(Signature(_newestFirst[0], value))];

    /// <summary>
    /// Whether the signature is good. <paramref name="value"/> is what stands before it either way, empty when there is no separator.
    /// </summary>
    public bool Unsign(ReadOnlySpan<byte> signed, out ReadOnlySpan<byte> value)
    {
        int separator = signed.LastIndexOf(Separator);
        value = signed[..Math.Max(separator, 0)];
        return separator >= 0 && Verify(value, LenientBase64.Decode(signed[(separator + 1)..]));
    }

    private bool Verify(ReadOnlySpan<byte> value, byte[]? signature)
    {
        if (signature is null)
            return false;
        foreach (byte[] key in _newestFirst)
        {
            if (CryptographicOperations.FixedTimeEquals(Signature(key, value), signature))
                return true;
        }

        return false;
    }

    private byte[] Signature(byte[] key, ReadOnlySpan<byte> value)
    {
        byte[] mac = new byte[key.Length];
        CryptographicOperations.HmacData(_digest, key, value, mac);
        return mac;
    }
}
