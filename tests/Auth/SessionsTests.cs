using Maple.Auth;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

public sealed class SessionsTests
{
    private readonly FixedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private readonly MemoryUsers _store;
    private readonly Purposes _purposes;
    private readonly Sessions _sessions;

    public SessionsTests()
    {
        _store = new MemoryUsers(_time);
        _purposes = new Purposes(["a secret for this test"u8.ToArray()], "maple", _time);
        _sessions = new Sessions(_purposes, _store, _store, new AuthOptions(), _time);
    }

    [Fact]
    public async Task A_cookie_signs_its_user_in_for_three_days()
    {
        User bob = await AddAsync("bob");
        string cookie = await _sessions.StartAsync(bob.Id);
        Assert.Equal(bob, await _sessions.AuthenticateAsync(cookie));
        Assert.Equal(_time.Now.AddDays(3), (await _sessions.FindAsync(cookie))!.ExpiresAt);

        _time.Now += TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1);
        Assert.Equal(bob, await _sessions.AuthenticateAsync(cookie));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Null(await _sessions.AuthenticateAsync(cookie));
        Assert.Null(await _sessions.FindAsync(cookie));
    }

    [Fact]
    public async Task Logging_out_kills_copies_of_the_cookie_and_no_other_session()
    {
        User bob = await AddAsync("bob");
        string here = await _sessions.StartAsync(bob.Id), there = await _sessions.StartAsync(bob.Id);
        await _sessions.EndAsync(here);
        await _sessions.EndAsync(here);
        Assert.Null(await _sessions.AuthenticateAsync(here));
        Assert.Equal(bob, await _sessions.AuthenticateAsync(there));
    }

    [Fact]
    public async Task An_id_from_a_stolen_store_is_no_cookie()
    {
        User bob = await AddAsync("bob");
        string cookie = await _sessions.StartAsync(bob.Id), id = Assert.Single(_store.SessionIds);
        Assert.Equal(22, id.Length);
        Assert.DoesNotContain(id, cookie, StringComparison.Ordinal);
        var thiefs = new Purposes(["another secret"u8.ToArray()], "maple", _time);
        foreach (string forged in (string[])[id, thiefs.Session.Dump(id), _purposes.ApiKey.Dump(id), cookie[..^3], cookie + ".x", ""])
        {
            Assert.Null(await _sessions.AuthenticateAsync(forged));
            await _sessions.EndAsync(forged);
        }

        Assert.Equal(bob, await _sessions.AuthenticateAsync(cookie));
    }

    [Fact]
    public async Task A_machine_whose_clock_is_behind_takes_the_cookie_of_another()
    {
        string cookie = await _sessions.StartAsync((await AddAsync("bob")).Id);
        _time.Now -= TimeSpan.FromSeconds(2);
        Assert.NotNull(await _sessions.AuthenticateAsync(cookie));
    }

    [Fact]
    public async Task A_user_who_is_gone_is_signed_out()
    {
        User bob = await AddAsync("bob");
        string cookie = await _sessions.StartAsync(bob.Id);
        _store.RemoveUser(bob.Id);
        Assert.Null(await _sessions.AuthenticateAsync(cookie));
    }

    private Task<User> AddAsync(string name) => _store.AddAsync(new NewUser(name, $"{name}@example.org", "!", IsAdmin: false));
}
