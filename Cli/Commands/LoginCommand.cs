using System.Text;
using Maple.Cli.Client;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class LoginCommand : Command
{
    private static readonly Option s_username = new("username", 'u', "NAME", "the user (else $MAPLE_USERNAME)", "用户名（否则为 $MAPLE_USERNAME）");

    public override string Name => "login";
    public override Text Summary => new("Logs in to a server, so that upload and delete need no key", "登录服务器，之后上传和删除无需再给密钥");

    public override Text Details => new(
        "Keeps the server's address and your key in $XDG_CONFIG_HOME/maple/credentials.toml (else ~/.config), readable by you alone.\n"
            + "The password is not kept.",
        "服务器地址和密钥保存在 $XDG_CONFIG_HOME/maple/credentials.toml（否则为 ~/.config），仅自己可读。\n"
            + "不保存密码。");

    public override IReadOnlyList<Option> Options =>
        [ServerTarget.UrlOption, s_username, PasswordInput.Password, PasswordInput.FromStandardInput, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("login --url https://img.example.org -u bob", "asks for the password", "询问密码"),
        new("login -u bob --password-stdin < password.txt", "without questions", "不询问"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var target = ServerTarget.OfLogin(context);
        if (target.Url.Scheme == Uri.UriSchemeHttp && !target.Url.IsLoopback)
            context.Say(new($"{target.Url} is not https: the password can be read on the way", $"{target.Url} 不是 https：密码可能在途中被窃取"));
        var username = AccountOptions.Ask(context, s_username, "MAPLE_USERNAME", new("User name", "用户名"));
        var password = PasswordInput.Read(context, twice: false);

        using var client = new MapleClient(target, context.Language);
        using var body = Body(username, password);
        using var answer = await client.SendAsync(HttpMethod.Post, "api/login", body, context.Cancellation);
        if (!answer.IsSuccess)
            throw new CommandException(
                (int)answer.Status is 401 or 403 ? ExitCode.NoPermission : ExitCode.Failed, new Text(answer.Message, answer.Message));
        var key = answer.Text("data", "key")
            ?? throw new CommandException(ExitCode.Unavailable, $"{target.Url} sent no key: is it maple?",
                $"{target.Url} 没有返回密钥：它是 maple 吗？");

        var file = new CredentialStore(context).Save(new(target.Url, answer.Text("data", "username") ?? username, key));
        context.Say(new($"logged in at {target.Url}; the key is in {file}", $"已登录 {target.Url}；密钥保存在 {file}"));
        return ExitCode.Ok;
    }

    private static StringContent Body(string username, string password)
    {
        var json = new StringWriter();
        JsonOutput.Write(json, w =>
        {
            w.WriteStartObject();
            w.WriteString("username", username);
            w.WriteString("password", password);
            w.WriteEndObject();
        });
        return new(json.ToString(), Encoding.UTF8, "application/json");
    }
}
