using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Commands;

internal sealed class CreateUserCommand : Command
{
    private static readonly Option s_username = new("username", 'u', "NAME",
        "the name to log in with, and the folder of the pictures (else $MAPLE_USERNAME)", "登录名，也是图片目录名（否则为 $MAPLE_USERNAME）");

    private static readonly Option s_email = new("email", 'e', "EMAIL", "the e-mail address (else $MAPLE_EMAIL)", "电子邮箱（否则为 $MAPLE_EMAIL）");
    private static readonly Option s_admin = new("admin", null, "make an administrator (the first user always is one)", "设为管理员（第一个用户总是管理员）");

    public override string Name => "create-user";
    public override Text Summary => new("Makes a user and prints their key", "创建用户并输出其密钥");

    public override Text Details => new(
        "What is not given is asked for on a terminal; elsewhere standard input has it, a line each: name, e-mail, password.\n"
            + "The user gets an album named 'default'. Works while the daemon runs, and while it doesn't.",
        "未给出的内容会在终端上询问；非终端时从标准输入逐行读取：用户名、邮箱、密码。\n"
            + "用户会得到名为 default 的相册。守护进程是否运行均可使用。");

    public override IReadOnlyList<Option> Options =>
        [s_username, s_email, PasswordInput.Password, PasswordInput.FromStandardInput, s_admin, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("create-user", "asks for name, e-mail and password", "依次询问用户名、邮箱和密码"),
        new("create-user -u bob -e bob@example.com --password-stdin < password.txt", "for scripts", "用于脚本"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var username = AccountOptions.Ask(context, s_username, "MAPLE_USERNAME", new("User name", "用户名"));
        Names.CheckUser(username);
        var email = AccountOptions.Ask(context, s_email, "MAPLE_EMAIL", new("E-mail", "电子邮箱"));
        Names.CheckEmail(email);
        var hash = PasswordHash.Create(PasswordInput.Read(context, twice: true));

        var account = await AdminAccess.AskForOneAsync(context, new(AdminAction.CreateUser)
        {
            Account = new(username, email, hash, context.Arguments.Has(s_admin)),
        });
        context.Say(new(
            $"user '{account.Username}' is made{(account.IsAdmin ? " (administrator)" : "")}; the key for uploads:",
            $"已创建用户“{account.Username}”{(account.IsAdmin ? "（管理员）" : "")}；上传密钥："));
        AccountOptions.WriteKey(context, account);
        return ExitCode.Ok;
    }
}
