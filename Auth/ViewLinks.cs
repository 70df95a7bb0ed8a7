using System.Globalization;
using System.Text;
using Maple.Errors;

namespace Maple.Auth;

/// <summary>
/// Signatures with which one picture, in all its sizes, can be seen until a time though its album is private. They stand in links, and nothing of them
/// is kept: one ends when its time is over, when the picture is deleted, or when the secret is another.
/// </summary>
internal sealed class ViewLinks(Purposes purposes, TimeProvider time)
{
    /// <summary>Unless another time is asked for.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    /// <summary>A year: such a link can't be taken back alone.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <returns>What is to be added to the picture's links, without <c>?</c>.</returns>
    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public string Query(string stem, DateTimeOffset until)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (until <= now || until > now + MaxLifetime)
            throw BadTime();
        string expires = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] value = Value(stem, expires);
        string signature = Encoding.ASCII.GetString(purposes.ViewLink.Sign(value).AsSpan(value.Length + 1));
        return $"expires={expires}&sig={signature}";
    }

    /// <param name="stem">Of the picture that is asked for.</param>
    /// <param name="expires">Unix seconds, as they stand in the link.</param>
    /// <param name="signature">Likewise.</param>
    public bool IsGood(string stem, string? expires, string? signature) =>
        signature is { Length: > 0 }
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out long until)
        && until > time.GetUtcNow().ToUnixTimeSeconds()
        && purposes.ViewLink.Unsign([.. Value(stem, expires), Signer.Separator, .. Encoding.UTF8.GetBytes(signature)], out _);

    // No stem has a question mark.
    private static byte[] Value(string stem, string expires) => Encoding.UTF8.GetBytes($"{stem}?{expires}");

    private static MapleException BadTime() => new(
        ErrorCode.InvalidParameter,
        $"A link to a private picture ends in the future, within {MaxLifetime.Days} days.",
        $"私密图片链接的到期时间须在将来 {MaxLifetime.Days} 天以内。")
    { Parameter = "expires_at" };
}
