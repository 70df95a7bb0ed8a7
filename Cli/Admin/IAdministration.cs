namespace Maple.Cli.Admin;

/// <summary>
/// What the command line does to a store: done by the running daemon when there is one, else by the command itself on the store's file.
/// </summary>
/// <remarks>Refusals are <see cref="Errors.MapleException"/> with the codes of the store contracts, the same on either way.</remarks>
internal interface IAdministration : IAsyncDisposable
{
    /// <exception cref="Errors.MapleException"><c>invalid_name</c>, <c>invalid_email</c>, <c>weak_password</c>, <c>user_exists</c>, <c>email_exists</c></exception>
    Task<Account> CreateUserAsync(NewAccount account);

    /// <param name="username">Null: the only user there is.</param>
    /// <exception cref="Errors.MapleException"><c>user_not_found</c></exception>
    Task<Account> FindAsync(string? username);

    /// <summary>Makes a new key; the old one stops working at once.</summary>
    /// <exception cref="Errors.MapleException"><c>user_not_found</c></exception>
    Task<Account> ResetKeyAsync(string? username);

    Task<IReadOnlyList<Account>> ListAsync();

    /// <summary>Ends all of the user's sessions as well.</summary>
    /// <exception cref="Errors.MapleException"><c>user_not_found</c>, <c>weak_password</c></exception>
    Task<Account> SetPasswordAsync(string? username, string password);
}

internal sealed record NewAccount(string Username, string Email, string Password, bool IsAdmin);

/// <param name="Key">The user's key named 'default'.</param>
internal sealed record Account(long Id, string Username, string Email, bool IsAdmin, DateTimeOffset CreatedAt, string Key);
