using Maple.Auth;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Admin;

/// <summary>Administration on an open store.</summary>
internal sealed class Administration(IMetadataStore store, ApiKeys keys) : IAdministration
{
    public async Task<Account> CreateUserAsync(NewAccount account)
    {
        Names.CheckUser(account.Username);
        Names.CheckEmail(account.Email);
        string hash = PasswordHash.Create(account.Password);
        User user = await store.Users.AddAsync(new NewUser(account.Username, account.Email, hash, account.IsAdmin)).ConfigureAwait(false);
        return await AccountAsync(user).ConfigureAwait(false);
    }

    public async Task<Account> FindAsync(string? username) => await AccountAsync(await UserAsync(username).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task<Account> ResetKeyAsync(string? username)
    {
        User user = await UserAsync(username).ConfigureAwait(false);
        await keys.ResetAsync(user.Id).ConfigureAwait(false);
        return await AccountAsync(user).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Account>> ListAsync()
    {
        var accounts = new List<Account>();
        foreach (User user in await store.Users.ListAsync().ConfigureAwait(false))
            accounts.Add(await AccountAsync(user).ConfigureAwait(false));
        return accounts;
    }

    public async Task<Account> SetPasswordAsync(string? username, string password)
    {
        User user = await UserAsync(username).ConfigureAwait(false);
        await store.Users.SetPasswordHashAsync(user.Id, PasswordHash.Create(password)).ConfigureAwait(false);
        await store.Sessions.RemoveAllAsync(user.Id).ConfigureAwait(false);
        return await AccountAsync(user).ConfigureAwait(false);
    }

    private async Task<User> UserAsync(string? username)
    {
        if (username is not null)
            return await store.Users.FindByNameAsync(username).ConfigureAwait(false) ?? throw NoUser(username);

        IReadOnlyList<User> users = await store.Users.ListAsync().ConfigureAwait(false);
        return users.Count switch
        {
            1 => users[0],
            0 => throw new MapleException(
                ErrorCode.UserNotFound, "There are no users yet; 'maple create-user' makes one.", "还没有用户；请用 'maple create-user' 创建。"),
            _ => throw new MapleException(
                ErrorCode.UserNotFound,
                $"There are {users.Count} users; name one with -u ('maple users' lists them).",
                $"共有 {users.Count} 个用户；请用 -u 指定一个（'maple users' 可列出）。"),
        };
    }

    private async Task<Account> AccountAsync(User user) =>
        new(user.Id, user.Name, user.Email, user.IsAdmin, user.CreatedAt, await keys.FindTokenAsync(user.Id).ConfigureAwait(false) ?? "");

    private static MapleException NoUser(string username) => new(
        ErrorCode.UserNotFound,
        $"There is no user '{username}'; 'maple users' lists them.",
        $"没有名为 '{username}' 的用户；'maple users' 可列出所有用户。");

    public ValueTask DisposeAsync() => default;
}
