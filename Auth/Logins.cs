using Maple.Errors;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>Name and password against the store.</summary>
internal sealed class Logins(IUserStore users, PasswordGate gate)
{
    /// <summary>
    /// The user of that name and password. An unknown name, a wrong password, one that no user could have and a disabled user get the same answer; all
    /// but the third also take the same time. A hash of another iteration count than today's is renewed.
    /// </summary>
    /// <exception cref="MapleException"><c>invalid_credentials</c>, <c>overloaded</c></exception>
    public async Task<User> LoginAsync(string name, string password, CancellationToken cancellation = default)
    {
        if (PasswordRule.IsTooLong(password))
            throw Refusal();

        User? user = await users.FindByNameAsync(name, cancellation);
        IReadOnlyList<User> all = await users.ListAsync(cancellation);
        // Who is disabled is refused whatever they say, and with the work of any refusal.
        string? hash = user is { IsDisabled: false } ? user.PasswordHash : null;
        if (!await gate.RunAsync(() => PasswordHash.VerifyLogin(hash, password, all.Select(each => each.PasswordHash)), cancellation))
            throw Refusal();
        // Computing took a while, in which the password may have been changed, or the user disabled.
        if (await users.FindAsync(user!.Id, cancellation) is not { IsDisabled: false } now || now.PasswordHash != user.PasswordHash)
            throw Refusal();

        if (PasswordHash.NeedsRehash(user.PasswordHash))
            await RenewAsync(user, password, cancellation);
        return user;
    }

    /// <summary>Changes the password of a user who says the one that they have.</summary>
    /// <exception cref="MapleException"><c>weak_password</c>, <c>invalid_credentials</c>, <c>overloaded</c></exception>
    public async Task ChangePasswordAsync(User user, string current, string wanted, CancellationToken cancellation = default)
    {
        PasswordRule.Check(wanted);
        if (PasswordRule.IsTooLong(current) || !await gate.RunAsync(() => PasswordHash.Verify(user.PasswordHash, current), cancellation))
            throw WrongPassword();
        string hash = await HashAsync(wanted, cancellation);
        // Another change that came first stands: the password that was said is not the current one any more.
        if (!await users.SetPasswordHashAsync(user.Id, hash, expected: user.PasswordHash, cancellation))
            throw WrongPassword();
    }

    /// <summary>The hash of a new password, made when it is its turn.</summary>
    /// <exception cref="MapleException"><c>weak_password</c>, <c>overloaded</c></exception>
    public Task<string> HashAsync(string password, CancellationToken cancellation = default)
    {
        PasswordRule.Check(password);
        return gate.RunAsync(() => PasswordHash.Create(password), cancellation);
    }

    private async Task RenewAsync(User user, string password, CancellationToken cancellation)
    {
        try
        {
            string renewed = await gate.RunAsync(() => PasswordHash.Renew(password), cancellation);
            // Computing took a while, in which the password may have been changed: that change must stand.
            await users.SetPasswordHashAsync(user.Id, renewed, expected: user.PasswordHash, cancellation);
        }
        catch (MapleException)
        {
            // A full disk or a crowd is no reason to refuse the right password; the next login tries again.
        }
    }

    private static MapleException WrongPassword() => new(
        ErrorCode.InvalidCredentials,
        "The current password is wrong. Check it and try again.",
        "当前密码不正确，请检查后重试。")
    {
        Parameter = "current_password",
    };

    private static MapleException Refusal() => new(
        ErrorCode.InvalidCredentials,
        "The user name or the password is wrong. Check both and try again.",
        "用户名或密码不正确，请检查后重试。");
}
