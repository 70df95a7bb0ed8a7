using Maple.Cli.CommandLine;
using Maple.Cli.Import;
using Maple.Errors;
using Maple.Logging;
using Maple.Storage.Maintenance;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Admin;

/// <summary>
/// The way to the store, whose files have one owner at a time: through the running daemon, or to the files when none runs. Whoever finds
/// the store in other hands without a daemon to talk to waits, for it is another command, or a daemon that starts or ends.
/// </summary>
internal static class AdminAccess
{
    /// <summary>Dozens of commands at once on a slow disk; a daemon starts and ends sooner.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <exception cref="MapleException">What <see cref="Administration.AnswerAsync"/> and <see cref="App.OpenAsync"/> throw, and <c>forbidden</c>.</exception>
    public static async Task<IReadOnlyList<Account>> AskAsync(CommandContext context, AdminRequest request) =>
        (await AnswerAsync(context, request)).Accounts;

    /// <inheritdoc cref="AskAsync"/>
    public static async Task<CheckReport> CheckAsync(CommandContext context, CheckWish wish) =>
        (await AnswerAsync(context, new(AdminAction.Check) { Check = wish })).Check!;

    /// <inheritdoc cref="AskAsync"/>
    public static async Task<IReadOnlyList<KeyEntry>> AskForKeysAsync(CommandContext context, AdminRequest request) =>
        (await AnswerAsync(context, request)).Keys;

    /// <inheritdoc cref="AskAsync"/>
    public static async Task<IReadOnlyList<PolicyEntry>> AskForPoliciesAsync(CommandContext context, AdminRequest request) =>
        (await AnswerAsync(context, request)).Policies;

    private static async Task<AdminResponse> AnswerAsync(CommandContext context, AdminRequest request)
    {
        var options = context.LoadConfig().Options;
        var response = await WhenFreeAsync(async () =>
        {
            if (await AdminClient.TryAskAsync(AdminSocket.FileOf(options.Storage), request) is { } answer)
                return answer;
            await using var app = await App.OpenAsync(options, Log.ToStandardError(options.Log), context.Say);
            return await app.Administration.AnswerAsync(request);
        });
        return Accepted(response);
    }

    /// <summary>A snapshot for a backup. Without a daemon this process is the store's owner as long as the answer lives.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public static Task<Standstill> StandStillAsync(MapleOptions options, Action<Text> say) => WhenFreeAsync(async () =>
    {
        if (await AdminClient.TryStandStillAsync(AdminSocket.FileOf(options.Storage)) is { } answer)
        {
            Accepted(answer.Response);
            return answer.Snapshot!;
        }

        var app = await App.OpenAsync(options, Log.ToStandardError(options.Log), say);
        try
        {
            var own = await app.Administration.StandStillAsync();
            return own with
            {
                Release = async () =>
                {
                    await own.DisposeAsync();
                    await app.DisposeAsync();
                },
            };
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    });

    /// <summary>The way for pictures. Without a daemon this process is the store's owner as long as the answer lives.</summary>
    public static Task<IImporter> ImportAsync(CommandContext context)
    {
        var options = context.LoadConfig().Options;
        return WhenFreeAsync<IImporter>(async () =>
        {
            if (await AdminClient.TryImportAsync(AdminSocket.FileOf(options.Storage)) is { } daemon)
                return daemon;
            var app = await App.OpenAsync(options, Log.ToStandardError(options.Log), context.Say);
            try
            {
                await app.RecoverAsync();
                return new OwnImporter(app);
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        });
    }

    private static AdminResponse Accepted(AdminResponse response) => response.Refusal is { } refusal
        ? throw new MapleException(refusal.Code, refusal.English, refusal.Chinese)
        : response;

    /// <summary>For what is about one user.</summary>
    public static async Task<Account> AskForOneAsync(CommandContext context, AdminRequest request) => (await AskAsync(context, request))[0];

    /// <summary>The store, for a daemon.</summary>
    /// <exception cref="CommandException">Another daemon has it.</exception>
    public static Task<App> OwnAsync(MapleOptions options, Log log, Action<Text> say) => WhenFreeAsync(async () =>
    {
        try
        {
            return await App.OpenAsync(options, log, say);
        }
        catch (MapleException e) when (e.Code == ErrorCode.StoreInUse && AdminClient.IsAnswered(AdminSocket.FileOf(options.Storage)))
        {
            throw new CommandException(ExitCodes.For(e.Code), e.Text, e);
        }
    });

    private static async Task<T> WhenFreeAsync<T>(Func<Task<T>> attempt)
    {
        var deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (MapleException e) when (e.Code == ErrorCode.StoreInUse && Environment.TickCount64 < deadline)
            {
                await Task.Delay(s_pause);
            }
        }
    }
}
