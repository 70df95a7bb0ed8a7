namespace Maple.Cli.Admin;

/// <param name="PasswordHash">Made by the command itself: that takes a core for 0.2 s, and nobody else waits for it.</param>
internal sealed record NewAccount(string Username, string Email, string PasswordHash, bool IsAdmin);

/// <param name="Key">The user's key named 'default'.</param>
internal sealed record Account(long Id, string Username, string Email, bool IsAdmin, DateTimeOffset CreatedAt, string Key, bool IsDisabled = false);
