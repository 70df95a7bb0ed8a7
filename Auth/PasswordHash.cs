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

    private static readonly string s_today = string.Create(CultureInfo.InvariantCulture, $"pbkdf2:sha256:{Iterations}$");

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
        return string.Create(CultureInfo.InvariantCulture, $"{s_today}{parsed.Salt}${Compute(parsed, password)}");
    }

    /// <summary>False for a wrong password and for a hash that <see cref="IsSupported"/> says no to.</summary>
    public static bool Verify(string hash, string password) =>
        Parse(hash) is { } parsed && FixedTimeEquals(Compute(parsed, password), parsed.Digits);

    /// <summary>
    /// <see cref="Verify"/> for strangers: when it says no, that took as many iterations of each digest for a name that is unknown (null), for a hash
    /// that is not supported and for a cheap one as for the dearest of <paramref name="all"/>.
    /// </summary>
    /// <param name="all">The hashes of all users.</param>
    public static bool VerifyLogin(string? hash, string password, IEnumerable<string> all)
    {
        foreach (Parsed step in Steps(hash, all))
        {
            if (FixedTimeEquals(Compute(step, password), step.Digits))
                return true;
        }

        return false;
    }

    /// <summary>What <see cref="VerifyLogin"/> computes before it says no.</summary>
    internal static IEnumerable<(string Digest, int Iterations)> Work(string? hash, IEnumerable<string> all) =>
        Steps(hash, all).Select(step => (step.Digest.Name!, step.Iterations));

    private static List<Parsed> Steps(string? hash, IEnumerable<string> all)
    {
        var steps = new List<Parsed>();
        Parsed? own = hash is null ? null : Parse(hash);
        if (own is not null)
            steps.Add(own);
        // The dearest of each digest, since they can't be weighed against each other.
        Parsed[] dearest = [s_nobody, s_nobody with { Digest = HashAlgorithmName.SHA1, Iterations = 0 }, s_nobody with { Digest = HashAlgorithmName.SHA512, Iterations = 0 }];
        foreach (string other in all)
        {
            // Nearly all are of today.
            if (other.StartsWith(s_today, StringComparison.Ordinal) || Parse(other) is not { } parsed)
                continue;
            ref Parsed most = ref dearest[Array.FindIndex(dearest, d => d.Digest == parsed.Digest)];
            if (parsed.Iterations > most.Iterations)
                most = most with { Iterations = parsed.Iterations };
        }

        foreach (Parsed most in dearest)
        {
            int missing = most.Iterations - (own?.Digest == most.Digest ? own.Iterations : 0);
            if (missing > 0)
                steps.Add(most with { Iterations = missing });
        }

        return steps;
    }

    public static bool IsSupported(string hash) => Parse(hash) is not null;

    /// <summary>
    /// Whether it was made with another count or digest than today's. A dearer one too: as long as it is there, each refused login takes as long as it.
    /// </summary>
    public static bool NeedsRehash(string hash) =>
        Parse(hash) is not { } parsed || parsed.Digest != HashAlgorithmName.SHA256 || parsed.Iterations != Iterations;

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
