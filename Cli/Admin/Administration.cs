using Maple.Auth;
using Maple.Cli.Import;
using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Maintenance;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Admin;

/// <summary>Does what commands ask, on an open store.</summary>
internal sealed class Administration(
    IMetadataStore store,
    ApiKeys keys,
    UploadPolicies policies,
    Func<Check> newCheck,
    Func<Task<Standstill>> standStill,
    Func<ImportItem, Stream, Task<ImportResult>> import)
{
    /// <inheritdoc cref="App.ImportAsync"/>
    public Task<ImportResult> ImportAsync(ImportItem item, Stream bytes) => import(item, bytes);

    /// <summary>For a backup; whoever asks disposes of it.</summary>
    public Task<Standstill> StandStillAsync() => standStill();

    /// <inheritdoc cref="DoAsync"/>
    public async Task<AdminResponse> AnswerAsync(AdminRequest request) => request.Action switch
    {
        AdminAction.Check => new() { Check = await newCheck().RunAsync(request.Check!) },
        AdminAction.ListKeys or AdminAction.CreateKey or AdminAction.RevokeKey => new()
        {
            Keys = await new KeyAdministration(store.Albums, keys).DoAsync(request.Action, await FindAsync(request.Username), request.Key),
        },
        AdminAction.ListPolicies or AdminAction.CreatePolicy or AdminAction.RevokePolicy => new()
        {
            Policies = await new PolicyAdministration(store.Albums, policies).DoAsync(request.Action, await FindAsync(request.Username), request.Policy),
        },
        _ => new() { Accounts = await DoAsync(request) },
    };

    /// <returns>The user that it was about, or all of them.</returns>
    /// <exception cref="MapleException"><c>invalid_name</c>, <c>invalid_email</c>, <c>user_exists</c>, <c>email_exists</c>, <c>user_not_found</c></exception>
    private async Task<IReadOnlyList<Account>> DoAsync(AdminRequest request)
    {
        IReadOnlyList<User> users = request.Action switch
        {
            AdminAction.List => await store.Users.ListAsync(),
            AdminAction.CreateUser => [await CreateUserAsync(request.Account!)],
            _ => [await FindAsync(request.Username)],
        };
        if (request.Action == AdminAction.ResetKey)
            await keys.ResetAsync(users[0].Id);
        if (request.Action == AdminAction.SetPassword)
            await SetPasswordAsync(users[0], request.PasswordHash!);
        foreach (AlbumWish album in request.Albums)
            await AddAlbumAsync(users[0].Id, album);

        var accounts = new List<Account>();
        foreach (var user in users)
            accounts.Add(new(user.Id, user.Name, user.Email, user.IsAdmin, user.CreatedAt, await keys.FindTokenAsync(user.Id) ?? "", user.IsDisabled));
        return accounts;
    }

    private Task<User> CreateUserAsync(NewAccount account)
    {
        Names.CheckUser(account.Username);
        Names.CheckEmail(account.Email);
        return store.Users.AddAsync(new(account.Username, account.Email, account.PasswordHash, account.IsAdmin));
    }

    private async Task AddAlbumAsync(long userId, AlbumWish wish)
    {
        Names.CheckAlbum(wish.Name);
        Names.CheckDescription(wish.Description);
        Album album = await store.Albums.GetOrAddAsync(userId, wish.Name);
        if (album.Description.Length == 0 && wish.Description.Length > 0)
            await store.Albums.UpdateAsync(userId, album.Id, new(null, wish.Description));
    }

    private async Task SetPasswordAsync(User user, string hash)
    {
        await store.Users.SetPasswordHashAsync(user.Id, hash);
        await store.Sessions.RemoveAllAsync(user.Id);
    }

    private async Task<User> FindAsync(string? username)
    {
        if (username is not null)
            return await store.Users.FindByNameAsync(username) ?? throw NotFound(
                $"There is no user '{username}'; 'maple users' lists them.", $"没有名为“{username}”的用户；maple users 可列出所有用户。");

        return await store.Users.ListAsync() switch
        {
            [var only] => only,
            [] => throw NotFound("There are no users yet; 'maple create-user' makes one.", "还没有用户；请用 maple create-user 创建。"),
            var users => throw NotFound(
                $"There are {users.Count} users; name one with -u ('maple users' lists them).",
                $"共有 {users.Count} 个用户；请用 -u 指定一个（maple users 可列出）。"),
        };
    }

    private static MapleException NotFound(string english, string chinese) => new(ErrorCode.UserNotFound, english, chinese);
}
