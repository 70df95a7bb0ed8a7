namespace Maple.Tests.Support;

/// <summary>For what another process does in its own time and tells nobody.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2), s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>False when it still doesn't hold after two minutes.</summary>
    public static Task<bool> UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                return false;
            await Task.Delay(s_pause, CancellationToken.None);
        }

        return true;
    }
}
