using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Maple.Auth;

/// <summary>
/// Passwords as PBKDF2 in werkzeug's notation, <c>pbkdf2:sha256:ITERATIONS$SALT$HEX</c>: what maple writes, werkzeug verifies, and the
/// other way round for sha1, sha256 and sha512. Everything else that werkzeug knows never matches: scrypt is not in .NET, the rest is
/// older and weak, and a hash without a count means another count in every version of werkzeug, which itself always writes it.
/// </summary>
internal static class PasswordHash
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA256 (Password Storage Cheat Sheet, 2023 and since); 0.18 s of one core where it was measured.</summary>
    public const int Iterations = 600_000;

    /// <summary>
    /// More is refused, so that a planted or mistaken hash can't hold a core for minutes. Ten times what werkzeug 3.1 writes (1,000,000).
    /// </summary>
    public const int MaxIterations = 10_000_000;

    // werkzeug's length and letters: 95 bits.
    private const int SaltLength = 16;
    private const string SaltLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly Parsed s_nobody = new(HashAlgorithmName.SHA256, SHA256.HashSizeInBytes, Iterations, "nobody", "");

    /// <summary>The hash of a new password.</summary>
    /// <exception cref="Errors.MapleException"><c>weak_password</c></exception>
    public static string Create(string password)
    {
        PasswordRule.Check(password);
        return Renew(password);
    }

    /// <summary>Today's hash of a password that has just been verified and may be older than the rule.</summary>
    public static string Renew(string password)
    {
        var parsed = s_nobody with { Salt = RandomNumberGenerator.GetString(SaltLetters, SaltLength) };
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2:sha256:{Iterations}${parsed.Salt}${Compute(parsed, password)}");
    }

    /// <summary>False for a wrong password and for a hash that <see cref="IsSupported"/> says no to.</summary>
    public static bool Verify(string hash, string password) =>
        Parse(hash) is { } parsed && FixedTimeEquals(Compute(parsed, password), parsed.Digits);

    /// <summary>
    /// <see cref="Verify"/> for strangers: when it says no, that took as many iterations for a name that is unknown (null), for a hash that is
    /// not supported and for one with an older count as for one of today.
    /// </summary>
    public static bool VerifyLogin(string? hash, string password)
    {
        Parsed? parsed = hash is null ? null : Parse(hash);
        bool isRight = parsed is not null && FixedTimeEquals(Compute(parsed, password), parsed.Digits);
        int missing = Iterations - (parsed?.Iterations ?? 0);
        if (!isRight && missing > 0)
            Compute(s_nobody with { Iterations = missing }, password);
        return isRight;
    }

    public static bool IsSupported(string hash) => Parse(hash) is not null;

    /// <summary>Whether it was made with fewer iterations or another digest than today's.</summary>
    public static bool NeedsRehash(string hash) =>
        Parse(hash) is not { } parsed || parsed.Digest != HashAlgorithmName.SHA256 || parsed.Iterations < Iterations;

    private static string Compute(Parsed hash, string password) => Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(hash.Salt), hash.Iterations, hash.Digest, hash.Bytes));

    private static bool FixedTimeEquals(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static Parsed? Parse(string hash)
    {
        // Digits may hold a '$', as in werkzeug; they just never match then.
        if (hash.Split('$', 3) is not [var method, { Length: > 0 } salt, var digits]
            || method.Split(':') is not ["pbkdf2", var digest, var count]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < 1 or > MaxIterations)
        {
            return null;
        }

        return digest switch
        {
            "sha1" => new(HashAlgorithmName.SHA1, SHA1.HashSizeInBytes, iterations, salt, digits),
            "sha256" => new(HashAlgorithmName.SHA256, SHA256.HashSizeInBytes, iterations, salt, digits),
            "sha512" => new(HashAlgorithmName.SHA512, SHA512.HashSizeInBytes, iterations, salt, digits),
            _ => null,
        };
    }

    private sealed record Parsed(HashAlgorithmName Digest, int Bytes, int Iterations, string Salt, string Digits);
}
