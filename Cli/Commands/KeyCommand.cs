using System.Globalization;
using System.Text.Json.Serialization;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Commands;

internal sealed class KeyCommand : Command
{
    private static readonly Option s_reset = new("reset", null, "make a new default key; the old one stops working at once", "重新生成默认密钥，旧密钥立即失效");

    private static readonly Option s_scopes = new("scopes", 's', "SCOPES",
        $"create: what the key may do, of {ScopeWords.All} with commas between (all of them unless given)",
        $"create：密钥的权限，从 {ScopeWords.All} 中选择，以逗号分隔（默认全部）");

    private static readonly Option s_album = new("album", 'a', "ALBUM", "create: for this album alone, by name or id", "create：只限该相册（名称或编号）");
    private static readonly Option s_expires = new("expires", 'e', "WHEN", Expiry.Help("create: "), Expiry.HelpChinese("create："));

    public override string Name => "key";
    public override Text Summary => new("Shows a user's keys, makes and revokes them", "显示、新建和吊销用户的密钥");

    public override Text Details => new(
        "Alone it prints the default key, which every user has and which may do everything.\n"
            + "  list          one line for each key: id, name, scopes, album, expiry, last use, with tabs between; --json adds the keys themselves\n"
            + "  create NAME   makes a key and prints it; it can be shown again with list --json\n"
            + "  revoke NAME   by name or id; it stops working at once",
        "不带参数时输出默认密钥：每个用户都有，权限不受限制。\n"
            + "  list          每行一个密钥：编号、名称、权限、相册、到期时间、上次使用，以制表符分隔；--json 还会给出密钥本身\n"
            + "  create NAME   新建密钥并输出；之后可用 list --json 再次查看\n"
            + "  revoke NAME   按名称或编号吊销，立即失效");

    public override Operands Operands => new("[list | create NAME | revoke NAME]", 0, 2);

    public override IReadOnlyList<Option> Options =>
        [AccountOptions.Username, s_reset, s_scopes, s_album, s_expires, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("key", "the default key of the only user", "唯一用户的默认密钥"),
        new("key -u bob --reset", "after bob's key was seen by somebody", "bob 的密钥泄露之后"),
        new("key create phone --scopes upload --album camera", "a key that can put pictures into one album", "只能上传到一个相册的密钥"),
        new("key create ci --scopes upload,read --expires 90d", "a key that ends by itself", "到期自动失效的密钥"),
        new("key revoke phone", "when the phone is lost", "手机丢失之后"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        switch (context.Arguments.Operands)
        {
            case []:
                await DefaultAsync(context);
                break;
            case ["list"]:
                Write(context, await AskAsync(context, AdminAction.ListKeys, null), WriteLines);
                break;
            case ["create", var name]:
                Write(context, await AskAsync(context, AdminAction.CreateKey, Wish(context, name)), (output, made) => output.WriteLine(made[0].Token));
                break;
            case ["revoke", var name]:
                Write(context, await AskAsync(context, AdminAction.RevokeKey, new(name)), (_, _) => { });
                break;
            case ["create" or "revoke"]:
                throw CommandException.Usage("NAME is missing", "缺少 NAME");
            case [var other, ..]:
                throw CommandException.UnknownAction(other, ["list", "create", "revoke"]);
        }

        return ExitCode.Ok;
    }

    private static async Task DefaultAsync(CommandContext context) => AccountOptions.WriteKey(context, await AdminAccess.AskForOneAsync(
        context, new(context.Arguments.Has(s_reset) ? AdminAction.ResetKey : AdminAction.Find) { Username = context.Arguments.Value(AccountOptions.Username) }));

    private static Task<IReadOnlyList<KeyEntry>> AskAsync(CommandContext context, AdminAction action, KeyWish? wish) => AdminAccess.AskForKeysAsync(
        context, new(action) { Username = context.Arguments.Value(AccountOptions.Username), Key = wish });

    private static KeyWish Wish(CommandContext context, string name) => new(
        name,
        context.Arguments.Value(s_scopes),
        context.Arguments.Value(s_album),
        context.Arguments.Value(s_expires) is { } expires ? Expiry.Parse(expires, TimeProvider.System) : null);

    private static void Write(CommandContext context, IReadOnlyList<KeyEntry> keys, Action<TextWriter, IReadOnlyList<KeyEntry>> asText) =>
        JsonOutput.Write(context, keys, KeyJson.Default.IReadOnlyListKeyEntry, asText);

    private static void WriteLines(TextWriter output, IReadOnlyList<KeyEntry> keys)
    {
        foreach (var key in keys)
            output.WriteLine($"{key.Id}\t{key.Name}\t{key.Scopes}\t{key.Album ?? "-"}\t{Shown(key.ExpiresAt)}\t{Shown(key.UsedAt)}");
    }

    private static string Shown(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>Keys as scripts read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<KeyEntry>))]
internal sealed partial class KeyJson : JsonSerializerContext;
