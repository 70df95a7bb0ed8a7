using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class PasswdCommand : Command
{
    private static readonly Option s_username = new("username", 'u', "NAME", "whose password (not needed when there is one user)", "谁的密码(只有一个用户时可省略)");

    public override string Name => "passwd";

    public override Text Summary => new("Sets a user's password", "设置用户的密码");

    public override Text Details => new(
        "All logins of the user end; the key stays as it is.",
        "该用户的所有登录都会失效;密钥不变。");

    public override IReadOnlyList<Option> Options =>
        [s_username, PasswordInput.Password, PasswordInput.FromStandardInput, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples => [new("passwd -u bob", "asks for the new password", "询问新密码")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string? username = context.Arguments.Value(s_username);
        await using IAdministration administration = await App.AdministrationAsync(context).ConfigureAwait(false);
        // Found first: nobody should type a password twice for a user who isn't there.
        Account account = await administration.FindAsync(username).ConfigureAwait(false);
        string password = PasswordInput.Read(context, twice: true);
        await administration.SetPasswordAsync(account.Username, password).ConfigureAwait(false);
        context.Say(new($"the password of '{account.Username}' is set", $"已设置“{account.Username}”的密码"));
        return ExitCode.Ok;
    }
}
