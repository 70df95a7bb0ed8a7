using System.Globalization;
using System.Text.Json.Serialization;
using Maple.Auth;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class PolicyCommand : Command
{
    private static readonly Option s_album = new("album", 'a', "ALBUM", "where the pictures go, by name or id; made if there is none", "图片所放的相册（名称或编号）；没有则新建");
    private static readonly Option s_size = new("max-size", 's', "SIZE", "how large a file may be: 5MB", "单个文件的大小上限，例如 5MB");
    private static readonly Option s_kinds = new("kinds", 'k', "KINDS", "which pictures: png,jpg,gif,webp,bmp", "允许的图片格式：png,jpg,gif,webp,bmp");
    private static readonly Option s_files = new("files", 'n', "NUMBER", "how many pictures may be sent", "允许上传的图片数量");

    private static readonly Option s_expires = new("expires", 'e', "WHEN",
        Expiry.Help("") + ", within a year (7d unless given)", Expiry.HelpChinese("") + "，一年以内（默认 7d）");

    public override string Name => "policy";
    public override Text Summary => new("Makes a token with which others can upload and do nothing else", "生成只能用于上传的令牌，供他人使用");

    public override Text Details => new(
        "Prints the token: it is sent where a key would be, or opened in a browser as PUBLIC_URL/u/TOKEN by people without an account.\n"
            + "It ends with the user's default key ('maple key --reset'), when its time is over, or by revoking it.\n"
            + "  list        one line for each: id, album, files used and allowed, size, kinds, until when, with tabs between; --json adds the tokens\n"
            + "  revoke ID   it stops working at once",
        "输出令牌：可代替密钥发送，没有账户的人也可在浏览器中打开 PUBLIC_URL/u/TOKEN 上传。\n"
            + "到期、撤销，或用户的默认密钥更换（maple key --reset）后，令牌即失效。\n"
            + "  list        每行一个：编号、相册、已用和允许的数量、大小、格式、到期时间，以制表符分隔；--json 还会给出令牌\n"
            + "  revoke ID   撤销，立即失效");

    public override Operands Operands => new("[list | revoke ID]", 0, 2);

    public override IReadOnlyList<Option> Options =>
        [AccountOptions.Username, s_album, s_size, s_kinds, s_files, s_expires, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("policy --album wedding --files 200 --expires 30d", "for the guests of a wedding", "供婚礼宾客上传"),
        new("policy --kinds png --max-size 2MB --expires 1h", "for one run of a CI job", "供一次 CI 任务使用"),
        new("policy list", "what was given out, and how much of it is used", "已发放的策略及使用情况"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        switch (context.Arguments.Operands)
        {
            case []:
                var made = await AskAsync(context, AdminAction.CreatePolicy, Wish(context));
                Write(context, made, (output, policies) => output.WriteLine(policies[0].Token));
                if (context.LoadConfig().Options.Server.PublicUrl is { } url)
                    context.Say(new($"the page for guests: {url.AbsoluteUri.TrimEnd('/')}/u/{made[0].Token}", $"访客上传页：{url.AbsoluteUri.TrimEnd('/')}/u/{made[0].Token}"));
                break;
            case ["list"]:
                Write(context, await AskAsync(context, AdminAction.ListPolicies, null), WriteLines);
                break;
            case ["revoke", var id]:
                Write(context, await AskAsync(context, AdminAction.RevokePolicy, new(id)), (_, _) => { });
                break;
            case ["revoke"]:
                throw CommandException.Usage("ID is missing", "缺少 ID");
            case [var other, ..]:
                throw CommandException.UnknownAction(other, ["list", "revoke"]);
        }

        return ExitCode.Ok;
    }

    private static Task<IReadOnlyList<PolicyEntry>> AskAsync(CommandContext context, AdminAction action, PolicyWish? wish) => AdminAccess.AskForPoliciesAsync(
        context, new(action) { Username = context.Arguments.Value(AccountOptions.Username), Policy = wish });

    private static PolicyWish Wish(CommandContext context) => new(
        null,
        context.Arguments.Value(s_album),
        context.Arguments.Value(s_size) is { } size ? Size(size) : null,
        context.Arguments.Value(s_kinds),
        context.Arguments.Value(s_files) is { } files ? Files(files) : null,
        Expiry.Parse(context.Arguments.Value(s_expires) ?? Units.ShowTime(UploadPolicies.DefaultLifetime), TimeProvider.System));

    private static long Size(string text) => Units.TryParseSize(text, out var bytes) && bytes > 0
        ? bytes
        : throw CommandException.Usage($"'{text}' is no size: give 5MB or 500KB", $"“{text}”不是有效的大小：请用 5MB 或 500KB");

    private static int Files(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var files) && files > 0
        ? files
        : throw CommandException.Usage($"'{text}' is no number of files", $"“{text}”不是有效的数量");

    private static void Write(CommandContext context, IReadOnlyList<PolicyEntry> policies, Action<TextWriter, IReadOnlyList<PolicyEntry>> asText) =>
        JsonOutput.Write(context, policies, PolicyJson.Default.IReadOnlyListPolicyEntry, asText);

    private static void WriteLines(TextWriter output, IReadOnlyList<PolicyEntry> policies)
    {
        foreach (var policy in policies)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{policy.Id}\t{policy.Album}\t{policy.Used}/{policy.Files?.ToString(CultureInfo.InvariantCulture) ?? "-"}\t{(policy.MaxBytes is { } bytes ? Units.ShowSize(bytes) : "-")}\t{policy.Kinds ?? "-"}\t{policy.ExpiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
    }
}

/// <summary>Upload policies as scripts read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<PolicyEntry>))]
internal sealed partial class PolicyJson : JsonSerializerContext;
