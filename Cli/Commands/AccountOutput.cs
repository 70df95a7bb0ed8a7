using System.Text.Json;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;

namespace Maple.Cli.Commands;

/// <summary>How commands print accounts.</summary>
internal static class AccountOutput
{
    /// <summary>The key alone, so that a script can take it as it is; with <c>--json</c> the account.</summary>
    public static void WriteKey(CommandContext context, Account account)
    {
        if (context.Arguments.Has(SharedOptions.Json))
            context.Out.WriteLine(JsonSerializer.Serialize(account, AccountJson.Default.Account));
        else
            context.Out.WriteLine(account.Key);
    }
}
