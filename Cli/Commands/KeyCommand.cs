using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class KeyCommand : Command
{
    private static readonly Option s_reset = new("reset", null, "make a new key; the old one stops working at once", "生成新密钥，旧密钥立即失效");

    public override string Name => "key";
    public override Text Summary => new("Shows a user's key, or makes a new one", "显示用户的密钥，或生成新密钥");
    public override IReadOnlyList<Option> Options => [AccountOptions.Username, s_reset, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("key", "the key of the only user", "唯一用户的密钥"),
        new("key -u bob --reset", "after bob's key was seen by somebody", "bob 的密钥泄露之后"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var account = await AdminAccess.AskForOneAsync(context, new(context.Arguments.Has(s_reset) ? AdminAction.ResetKey : AdminAction.Find)
        {
            Username = context.Arguments.Value(AccountOptions.Username),
        });
        AccountOptions.WriteKey(context, account);
        return ExitCode.Ok;
    }
}
