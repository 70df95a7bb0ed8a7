using System.Net;
using Maple.Auth;
using Maple.Errors;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Auth;

public sealed class LoginRateLimiterTests
{
    private static readonly IPAddress s_home = IPAddress.Parse("198.51.100.7");

    private readonly LoginRateLimiter _limiter;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public LoginRateLimiterTests() => _limiter = new LoginRateLimiter(new LiteDbRateLimits(() => _now));

    [Fact]
    public async Task An_address_may_try_a_name_ten_times_and_then_once_a_minute()
    {
        Assert.Equal(10, await AllowedAsync(s_home, "bob", 50));
        _now += TimeSpan.FromMinutes(2);
        Assert.Equal(2, await AllowedAsync(s_home, "bob", 50));
    }

    [Fact]
    public async Task An_address_may_try_thirty_names_and_then_ten_a_minute()
    {
        Assert.Equal(30, await AllowedAsync(s_home, i => $"name{i}", 100));
        _now += TimeSpan.FromMinutes(1);
        Assert.Equal(10, await AllowedAsync(s_home, i => $"other{i}", 100));
    }

    [Fact]
    public async Task A_name_in_other_letters_is_the_same_name() =>
        Assert.Equal(10, await AllowedAsync(s_home, i => i % 2 == 0 ? "bob" : "BOB", 50));

    [Fact]
    public async Task A_flood_from_one_address_keeps_nobody_out_elsewhere()
    {
        // An hour of as much as it gets.
        for (int minute = 0; minute < 60; minute++, _now += TimeSpan.FromMinutes(1))
            await AllowedAsync(s_home, "bob", 50);
        Assert.Equal(10, await AllowedAsync(IPAddress.Parse("203.0.113.9"), "bob", 50));
        Assert.Equal(10, await AllowedAsync(IPAddress.Parse("203.0.113.9"), "alice", 50));
    }

    [Fact]
    public async Task A_flood_from_very_many_addresses_is_slowed_down_and_still_lets_the_owner_try_once()
    {
        int guesses = 0;
        for (int i = 0; i < 500; i++)
            guesses += await AllowedAsync(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), "bob", 50);
        // A first one for each address, and what the name's bucket holds.
        Assert.Equal(500 + 60, guesses);
        Assert.Equal(1, await AllowedAsync(s_home, "bob", 50));
        Assert.Equal(10, await AllowedAsync(s_home, "alice", 10));
    }

    [Fact]
    public async Task The_refusal_says_how_long_to_wait_and_who_waits_is_let_in()
    {
        await AllowedAsync(s_home, "bob", 10);
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(() => _limiter.TakeAsync(s_home, "bob"));
        Assert.Equal((ErrorCode.TooManyAttempts, TimeSpan.FromMinutes(1)), (refusal.Code, refusal.RetryAfter!.Value));
        Assert.Contains("60 seconds", refusal.Text.English);
        Assert.Contains("60 秒", refusal.Text.Chinese);
        _now += refusal.RetryAfter.Value;
        await _limiter.TakeAsync(s_home, "bob");
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:22ff::1", "2001:db8:1:2200::/56")]
    [InlineData("2001:db8:1:2200:ffff:ffff:ffff:ffff", "2001:db8:1:2200::/56")]
    [InlineData("2001:db8:1:2300::1", "2001:db8:1:2300::/56")]
    public void One_line_is_one_address(string address, string network) =>
        Assert.Equal(network, LoginRateLimiter.Network(IPAddress.Parse(address)));

    private Task<int> AllowedAsync(IPAddress address, string name, int times) => AllowedAsync(address, _ => name, times);

    private async Task<int> AllowedAsync(IPAddress address, Func<int, string> name, int times)
    {
        int allowed = 0;
        for (int i = 0; i < times; i++)
        {
            try
            {
                await _limiter.TakeAsync(address, name(i));
                allowed++;
            }
            catch (MapleException e) when (e.Code == ErrorCode.TooManyAttempts)
            {
            }
        }

        return allowed;
    }
}
