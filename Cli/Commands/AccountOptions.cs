using System.Text.Json;
using System.Text.Json.Serialization;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

/// <summary>How commands are told of users, and tell of them.</summary>
internal static class AccountOptions
{
    public static readonly Option Username = new("username", 'u', "NAME", "the user (not needed where there is only one)", "用户名（只有一个用户时可省略）");

    /// <summary>From the option or the variable, else asked for.</summary>
    public static string Ask(CommandContext context, Option option, string variable, Text question) =>
        context.Arguments.Value(option) ?? context.Variable(variable) ?? new Prompt(context).Ask(
            question, new($"give -{option.Short} {option.Value} or set {variable}", $"请用 -{option.Short} {option.Value} 或设置 {variable}"));

    /// <summary>The key alone, so that a script can take it as it is; with <c>--json</c> the account.</summary>
    public static void WriteKey(CommandContext context, Account account)
    {
        JsonOutput.Write(context, account, AccountJson.Default.Account, (output, shown) => output.WriteLine(shown.Key));
    }
}

/// <summary>Accounts as scripts read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(IReadOnlyList<Account>))]
internal sealed partial class AccountJson : JsonSerializerContext;
