using Maple.Auth;
using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

public sealed class KeyUsesTests : IAsyncDisposable
{
    private readonly FixedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private readonly MemoryUsers _store;
    private readonly KeyUses _uses;
    private readonly List<Exception> _failures = [];
    private ApiKey _key = null!;

    public KeyUsesTests()
    {
        _store = new MemoryUsers(_time);
        _uses = new KeyUses(_store, _time, _failures.Add);
    }

    public ValueTask DisposeAsync() => _uses.DisposeAsync();

    [Fact]
    public async Task A_thousand_uses_are_one_write()
    {
        await AddAsync();
        for (int i = 0; i < 1_000; i++)
            _uses.Note(_key.Id);
        Assert.Equal(0, _store.Notes);
        Assert.Equal(_time.Now, _uses.Of(_key).UsedAt);

        await _uses.WriteAsync();
        await _uses.WriteAsync();

        Assert.Equal(1, _store.Notes);
        Assert.Equal(_time.Now, (await _store.FindAsync(_key.Id))!.UsedAt);
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later()
    {
        await AddAsync();
        _uses.Note(_key.Id);
        _store.Failure = new MapleException(ErrorCode.StorageFull, "full", "full");
        await _uses.WriteAsync();
        Assert.Single(_failures);

        _store.Failure = null;
        await _uses.WriteAsync();

        Assert.Equal(_time.Now, (await _store.FindAsync(_key.Id))!.UsedAt);
    }

    [Fact]
    public async Task The_end_of_the_daemon_writes_what_is_left()
    {
        await AddAsync();
        _uses.Note(_key.Id);

        await _uses.DisposeAsync();

        Assert.Equal(_time.Now, (await _store.FindAsync(_key.Id))!.UsedAt);
    }

    private async Task AddAsync()
    {
        User bob = await _store.AddAsync(new NewUser("bob", "bob@example.org", "!", IsAdmin: false));
        _key = (await _store.FindByNameAsync(bob.Id, ApiKey.DefaultName))!;
    }
}
