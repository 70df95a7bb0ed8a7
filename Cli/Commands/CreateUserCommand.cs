using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Commands;

internal sealed class CreateUserCommand : Command
{
    private static readonly Option s_username = new("username", 'u', "NAME", "the name to log in with, and the folder of the pictures", "登录名,同时也是图片目录名");
    private static readonly Option s_email = new("email", 'e', "EMAIL", "the user's e-mail address", "用户的电子邮件地址");
    private static readonly Option s_admin = new("admin", null, "make an administrator (the first user always is one)", "设为管理员(第一个用户总是管理员)");

    public override string Name => "create-user";

    public override Text Summary => new("Makes a user and prints their key", "创建用户并显示其密钥");

    public override Text Details => new(
        "What is not given is asked for on a terminal; $MAPLE_USERNAME, $MAPLE_EMAIL and $MAPLE_PASSWORD are read, too.\n"
        + "The user gets an album named 'default'. Works while the daemon runs.",
        "未给出的内容会在终端上询问;也会读取 $MAPLE_USERNAME、$MAPLE_EMAIL 和 $MAPLE_PASSWORD。\n用户会得到名为 default 的相册。守护进程运行时也可使用。");

    public override IReadOnlyList<Option> Options =>
        [s_username, s_email, PasswordInput.Password, PasswordInput.FromStandardInput, s_admin, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("create-user", "asks for name, e-mail and password", "依次询问用户名、邮箱和密码"),
        new("create-user -u bob -e bob@example.com --password-stdin < password.txt", "for scripts", "用于脚本"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string username = Given(context, s_username, "MAPLE_USERNAME", new("User name", "用户名"), new("give -u NAME", "请用 -u NAME"));
        Names.CheckUser(username);
        string email = Given(context, s_email, "MAPLE_EMAIL", new("E-mail", "电子邮件"), new("give -e EMAIL", "请用 -e EMAIL"));
        Names.CheckEmail(email);
        string password = PasswordInput.Read(context, twice: true);

        await using IAdministration administration = await App.AdministrationAsync(context).ConfigureAwait(false);
        Account account = await administration.CreateUserAsync(
            new NewAccount(username, email, password, context.Arguments.Has(s_admin))).ConfigureAwait(false);
        context.Say(new(
            $"user '{account.Username}' is made{(account.IsAdmin ? " (administrator)" : "")}; the key for uploads:",
            $"已创建用户“{account.Username}”{(account.IsAdmin ? "(管理员)" : "")};上传密钥:"));
        AccountOutput.WriteKey(context, account);
        return ExitCode.Ok;
    }

    private static string Given(CommandContext context, Option option, string variable, Text question, Text instead) =>
        context.Arguments.Value(option) ?? context.Variable(variable) ?? new Prompt(context).Ask(question, instead);
}
