using Maple.Auth;
using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

public sealed class LoginsTests
{
    // werkzeug's hash of 'correct horse' with a single iteration.
    private const string OldHash = "pbkdf2:sha256:1$maple$7d58c34d87b6e5dc21485faa290307f0fd5e7c02965ced98f9ac37e3b7b2bbe7";

    private readonly MemoryUsers _users = new(new FixedTime(DateTimeOffset.UnixEpoch));
    private readonly Logins _logins;

    public LoginsTests() => _logins = new Logins(_users, new PasswordGate(1, 10));

    [Fact]
    public async Task The_right_password_gives_the_user_and_renews_an_old_hash_once()
    {
        User bob = await AddAsync("bob", OldHash);
        Assert.Equal(bob.Id, (await _logins.LoginAsync("bob", "correct horse")).Id);

        string renewed = (await _users.FindByNameAsync("bob"))!.PasswordHash;
        Assert.StartsWith("pbkdf2:sha256:600000$", renewed, StringComparison.Ordinal);
        Assert.Equal(bob.Id, (await _logins.LoginAsync("BOB", "correct horse")).Id);
        Assert.Equal(renewed, (await _users.FindByNameAsync("bob"))!.PasswordHash);
    }

    [Fact]
    public async Task Wrong_password_unknown_name_and_impossible_password_get_the_same_answer()
    {
        await AddAsync("bob", OldHash);
        await AddAsync("locked", "!");
        (string Name, string Password)[] attempts =
            [("bob", "wrong horse"), ("alice", "correct horse"), ("bob", ""), ("locked", "!"), ("bob", new string('p', 5_000))];
        var answers = new List<MapleException>();
        foreach ((string name, string password) in attempts)
            answers.Add(await Assert.ThrowsAsync<MapleException>(() => _logins.LoginAsync(name, password)));
        Assert.All(answers, answer => Assert.Equal(ErrorCode.InvalidCredentials, answer.Code));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(OldHash, (await _users.FindByNameAsync("bob"))!.PasswordHash);
    }

    [Fact]
    public async Task A_password_that_is_changed_while_the_old_one_is_looked_at_opens_nothing()
    {
        User bob = await AddAsync("bob", OldHash);
        var gate = new PasswordGate(1, 10);
        using var open = new ManualResetEventSlim();
        Task<bool> before = gate.RunAsync(() => { open.Wait(); return true; });
        // It has read the user, and waits for its turn.
        Task<User> login = new Logins(_users, gate).LoginAsync("bob", "correct horse");
        Assert.True(await _users.SetPasswordHashAsync(bob.Id, "another"));
        open.Set();
        await before;

        Assert.Equal(ErrorCode.InvalidCredentials, (await Assert.ThrowsAsync<MapleException>(() => login)).Code);
        Assert.Equal("another", (await _users.FindByNameAsync("bob"))!.PasswordHash);
    }

    [Fact]
    public async Task A_store_that_cannot_write_refuses_no_right_password()
    {
        await AddAsync("bob", OldHash);
        _users.Failure = new MapleException(ErrorCode.StorageFull, "full", "满");
        Assert.Equal("bob", (await _logins.LoginAsync("bob", "correct horse")).Name);
    }

    private Task<User> AddAsync(string name, string hash) => _users.AddAsync(new NewUser(name, $"{name}@example.org", hash, IsAdmin: false));
}
