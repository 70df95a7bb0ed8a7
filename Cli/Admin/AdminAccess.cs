using Maple.Errors;
using Maple.Logging;

namespace Maple.Cli.Admin;

/// <summary>Finds the way to the store: through the running daemon, or to the file when none runs.</summary>
internal static class AdminAccess
{
    /// <summary>How long a store may be in other hands without a daemon to talk to: one that starts or ends, or another command.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="MapleException"><c>store_in_use</c> when somebody holds the store for longer than is usual, and what opening it throws.</exception>
    public static async Task<IAdministration> OpenAsync(MapleOptions options)
    {
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (true)
        {
            if (await AdminClient.TryConnectAsync(AdminSocket.FileOf(options.Storage)).ConfigureAwait(false) is { } client)
                return client;
            try
            {
                return new OwnedAdministration(await App.OpenAsync(options, Log.ToStandardError(options.Log)).ConfigureAwait(false));
            }
            catch (MapleException e) when (e.Code == ErrorCode.StoreInUse && Environment.TickCount64 < deadline)
            {
                await Task.Delay(s_pause).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Administration on a store that is closed with it.</summary>
    private sealed class OwnedAdministration(App app) : IAdministration
    {
        public Task<Account> CreateUserAsync(NewAccount account) => app.Administration.CreateUserAsync(account);
        public Task<Account> FindAsync(string? username) => app.Administration.FindAsync(username);
        public Task<Account> ResetKeyAsync(string? username) => app.Administration.ResetKeyAsync(username);
        public Task<IReadOnlyList<Account>> ListAsync() => app.Administration.ListAsync();
        public Task<Account> SetPasswordAsync(string? username, string password) => app.Administration.SetPasswordAsync(username, password);
        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
