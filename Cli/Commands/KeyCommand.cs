using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class KeyCommand : Command
{
    private static readonly Option s_username = new("username", 'u', "NAME", "whose key (not needed when there is one user)", "谁的密钥(只有一个用户时可省略)");
    private static readonly Option s_reset = new("reset", null, "make a new key; the old one stops working at once", "生成新密钥,旧密钥立即失效");

    public override string Name => "key";

    public override Text Summary => new("Shows a user's key, or makes a new one", "显示用户的密钥,或生成新密钥");

    public override IReadOnlyList<Option> Options => [s_username, s_reset, SharedOptions.Json, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("key", "the key of the only user", "唯一用户的密钥"),
        new("key -u bob --reset", "after bob's key was seen by somebody", "bob 的密钥泄露之后"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string? username = context.Arguments.Value(s_username);
        await using IAdministration administration = await App.AdministrationAsync(context).ConfigureAwait(false);
        Account account = context.Arguments.Has(s_reset)
            ? await administration.ResetKeyAsync(username).ConfigureAwait(false)
            : await administration.FindAsync(username).ConfigureAwait(false);
        AccountOutput.WriteKey(context, account);
        return ExitCode.Ok;
    }
}
