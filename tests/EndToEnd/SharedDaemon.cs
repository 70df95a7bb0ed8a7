namespace Maple.Tests.EndToEnd;

/// <summary>One daemon for the tests of a class; each test makes a user of its own.</summary>
public sealed class SharedDaemon : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon?.DisposeAsync() ?? default;
}
