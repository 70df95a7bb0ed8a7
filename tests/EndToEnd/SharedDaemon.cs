namespace Maple.Tests.EndToEnd;

/// <summary>One daemon for the tests of a class; each test makes a user of its own.</summary>
public class SharedDaemon : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await StartAsync();
        // The first one is an administrator, which no test is to become by chance.
        await _daemon.CreateUserAsync("first");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task<Daemon> StartAsync() => Daemon.StartAsync();
}
