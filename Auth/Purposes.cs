using System.Security.Cryptography;
using System.Text;

namespace Maple.Auth;

/// <summary>
/// One serializer for each thing that maple signs. The salts are <c>SALT.api-key</c>, <c>SALT.upload-policy</c> and <c>SALT.session</c>, SALT being
/// <see cref="AuthOptions.SecretKeySalt"/>, so that a session cookie never passes for a key. SHA-256 throughout.
/// </summary>
internal sealed class Purposes(IReadOnlyList<byte[]> secretKeys, string salt, TimeProvider time)
{
    public UrlSafeTimedSerializer ApiKey { get; } = Serializer(secretKeys, $"{salt}.api-key", time);

    public UrlSafeTimedSerializer UploadPolicy { get; } = Serializer(secretKeys, $"{salt}.upload-policy", time);

    public UrlSafeTimedSerializer Session { get; } = Serializer(secretKeys, $"{salt}.session", time);

    /// <summary>The salt is <c>SALT.view-link</c>. What is signed has a time of its own.</summary>
    public Signer ViewLink { get; } = new(secretKeys, Encoding.UTF8.GetBytes($"{salt}.view-link"), HashAlgorithmName.SHA256);

    private static UrlSafeTimedSerializer Serializer(IReadOnlyList<byte[]> secretKeys, string salt, TimeProvider time) =>
        new(new TimestampSigner(new Signer(secretKeys, Encoding.UTF8.GetBytes(salt), HashAlgorithmName.SHA256), time));
}
