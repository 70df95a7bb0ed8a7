using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class PasswdCommand : Command
{
    public override string Name => "passwd";
    public override Text Summary => new("Sets a user's password", "设置用户的密码");
    public override Text Details => new("All logins of the user end; the key stays as it is.", "该用户的所有登录都会失效；密钥不变。");

    public override IReadOnlyList<Option> Options =>
        [AccountOptions.Username, PasswordInput.Password, PasswordInput.FromStandardInput, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("passwd -u bob", "asks for the new password", "询问新密码"),
        new("passwd -u bob --password-stdin < password.txt", "for scripts", "用于脚本"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        // Found first: nobody should type a password twice for a user who isn't there.
        var account = await AdminAccess.AskForOneAsync(context, new(AdminAction.Find) { Username = context.Arguments.Value(AccountOptions.Username) });
        var hash = PasswordHash.Create(PasswordInput.Read(context, twice: true));
        await AdminAccess.AskAsync(context, new(AdminAction.SetPassword) { Username = account.Username, PasswordHash = hash });
        context.Say(new($"the password of '{account.Username}' is set", $"已设置“{account.Username}”的密码"));
        return ExitCode.Ok;
    }
}
