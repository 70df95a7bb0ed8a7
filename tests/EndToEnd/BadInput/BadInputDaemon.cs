namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>The daemon of a class, with one user.</summary>
public class BadInputDaemon : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon!;

    public const string UserName = "eve";

    public string Key { get; private set; } = "";

    protected virtual (string Name, string Value)[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(null, Settings);
        Key = await Daemon.CreateUserAsync(UserName);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_daemon is not null)
            await _daemon.DisposeAsync();
    }
}

/// <summary>One whose patience and appetite are small, so that a test needn't wait or send much.</summary>
public sealed class ImpatientDaemon : BadInputDaemon
{
    public const int MaxBody = 1 << 20;

    protected override (string Name, string Value)[] Settings =>
        [("MAPLE_LIMITS_MAX_BODY", $"{MaxBody}"), ("MAPLE_LIMITS_BODY_IDLE", "5s")];
}
