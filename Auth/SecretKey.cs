using System.Text;
using Maple.Errors;

namespace Maple.Auth;

/// <summary>The secret that signs everything: configured, or made at first start and kept in a file.</summary>
internal static class SecretKey
{
    /// <summary>Characters. 64 bits if they are random hexadecimal digits, the poorest alphabet in use.</summary>
    public const int MinLength = 16;

    /// <summary>The words that stand in examples; a longer one before those that it begins with.</summary>
    private static readonly string[] s_wellKnown =
    [
        "ccc", "ssss", "secret", "change", "me", "this", "key", "pass", "word", "default", "example", "sample", "super", "insecure", "your", "here", "dev", "test",
        "debug", "maple", "flask", "django", "admin", "1234567890", "123456789", "qwerty", "abcdefgh", "abcdefg",
    ];

    /// <summary>The secrets for <see cref="Purposes"/>, oldest to newest.</summary>
    /// <param name="options">Where <see cref="AuthOptions.SecretKey"/> is null, the file decides.</param>
    /// <param name="stateFolder">Where the file is, see <see cref="SecretKeyFile"/>.</param>
    /// <param name="debug">Takes weak secrets.</param>
    /// <exception cref="MapleException"><c>weak_secret</c>, also for a file that others can read; <c>storage_unavailable</c></exception>
    public static IReadOnlyList<byte[]> Load(AuthOptions options, string stateFolder, bool debug)
    {
        foreach (string old in options.OldSecretKeys)
            Check(old, "auth.old_secret_keys", debug);
        if (options.SecretKey is { } configured)
            Check(configured, "auth.secret_key", debug);

        string newest = options.SecretKey ?? new SecretKeyFile(stateFolder).ReadOrMake();
        if (options.SecretKey is null)
            Check(newest, SecretKeyFile.Name, debug);
        return [.. options.OldSecretKeys.Append(newest).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>
    /// Shorter than <see cref="MinLength"/>, of a few characters repeated, or put together from the words that stand in examples.
    /// </summary>
    public static bool IsWeak(string secret) =>
        secret.Trim().Length < MinLength || OwnCharacters(secret).Count < 6;

    /// <summary>Those that belong to no well-known word, and are neither space nor punctuation.</summary>
    private static HashSet<char> OwnCharacters(ReadOnlySpan<char> secret)
    {
        HashSet<char> own = [];
        while (!secret.IsEmpty)
        {
            int skipped = 1;
            foreach (string word in s_wellKnown)
            {
                if (secret.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    skipped = word.Length;
                    break;
                }
            }

            if (skipped == 1 && !char.IsWhiteSpace(secret[0]) && !char.IsPunctuation(secret[0]))
                own.Add(secret[0]);
            secret = secret[skipped..];
        }

        return own;
    }

    private static void Check(string secret, string where, bool debug)
    {
        if (debug || !IsWeak(secret))
            return;
        throw new MapleException(
            ErrorCode.WeakSecret,
            $"The secret in {where} is easy to guess: whoever does can sign in as anyone. Use at least {MinLength} random characters "
                + "(openssl rand -base64 32), or leave it out and maple makes one.",
            $"{where} 中的密钥太容易被猜到，猜中者可以冒充任何用户。请使用至少 {MinLength} 个随机字符"
                + "（openssl rand -base64 32），或者不设置，由 maple 自动生成。")
        {
            Parameter = where,
        };
    }
}
