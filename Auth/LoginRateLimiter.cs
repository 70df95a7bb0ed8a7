using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>
/// How often a password may be tried. Four kinds of buckets, asked in this order, so that what one refuses costs the next nothing:
/// an address for one name; an address over all names; then the first try of an address for a name is free, and any further one takes from the
/// bucket of that name alone. A flood on a name from one address ends at its own bucket and keeps out nobody else, there or elsewhere, and even a
/// name whose bucket is emptied by many lets its owner try once from an address that has not. An unknown name is treated like a known one.
/// </summary>
internal sealed class LoginRateLimiter(IRateLimitStore store)
{
    // 10 a minute: an office behind one address logs in once every few days each; 14,400 guesses a day over all names.
    private static readonly TokenRate s_address = new(30, TimeSpan.FromSeconds(6));

    // Somebody who tries all their passwords, then one a minute: 1,440 guesses a day.
    private static readonly TokenRate s_addressAndName = new(10, TimeSpan.FromMinutes(1));

    private static readonly TokenRate s_first = new(1, TimeSpan.FromMinutes(15));

    // 6 addresses at their steady rate empty it; however many take part, 8,640 guesses a day and one a quarter of an hour for each address.
    private static readonly TokenRate s_name = new(60, TimeSpan.FromSeconds(10));

    /// <exception cref="MapleException"><c>too_many_attempts</c>, with <see cref="MapleException.RetryAfter"/></exception>
    public async Task TakeAsync(IPAddress address, string name, CancellationToken cancellation = default)
    {
        string network = Network(address);
        // As the store compares names.
        name = name.ToUpperInvariant();
        await TakeAsync($"login {network} {name}", s_addressAndName, cancellation);
        await TakeAsync($"login {network}", s_address, cancellation);
        if (await store.TakeAsync($"login-first {network} {name}", s_first, cancellation) > TimeSpan.Zero)
            await TakeAsync($"login-name {name}", s_name, cancellation);
    }

    /// <summary>An IPv4 address, or the /56 of an IPv6 one: the least that a line is given by RIPE-690, thus one customer.</summary>
    internal static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[7..].Clear();
        return $"{new IPAddress(bytes)}/56";
    }

    private async Task TakeAsync(string bucket, TokenRate rate, CancellationToken cancellation)
    {
        TimeSpan wait = await store.TakeAsync(bucket, rate, cancellation);
        if (wait <= TimeSpan.Zero)
            return;
        string seconds = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        throw new MapleException(
            ErrorCode.TooManyAttempts,
            $"Too many attempts to log in. Wait {seconds} seconds, then try again; keys and sessions go on working meanwhile.",
            $"登录尝试过于频繁，请在 {seconds} 秒后重试；已有的密钥和会话不受影响。")
        {
            RetryAfter = wait,
        };
    }
}
