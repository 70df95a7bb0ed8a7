using System.Globalization;
using System.Text.Json;
using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class UsersCommand : Command
{
    public override string Name => "users";
    public override Text Summary => new("Lists the users", "列出用户");

    public override Text Details => new(
        "One line for each: id, name, e-mail, 'admin' or 'user', since when, and 'disabled' where so, with tabs between. --json adds the keys.",
        "每行一个用户：编号、用户名、邮箱、admin 或 user、创建日期，停用者另有 disabled，以制表符分隔。--json 还会给出密钥。");

    public override IReadOnlyList<Option> Options => [SharedOptions.Json, SharedOptions.Config];
    public override IReadOnlyList<Example> Examples => [new("users | cut -f 2", "the names alone", "只看用户名")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        var accounts = await AdminAccess.AskAsync(context, new(AdminAction.List));
        if (context.Arguments.Has(SharedOptions.Json))
            JsonOutput.Write(context.Out, json => JsonSerializer.Serialize(json, accounts, AccountJson.Default.IReadOnlyListAccount));
        else
            foreach (var account in accounts)
                context.Out.WriteLine(Line(account));
        return ExitCode.Ok;
    }

    private static string Line(Account account) => string.Create(CultureInfo.InvariantCulture,
        $"{account.Id}\t{account.Username}\t{account.Email}\t{(account.IsAdmin ? "admin" : "user")}\t{account.CreatedAt:yyyy-MM-dd}{(account.IsDisabled ? "\tdisabled" : "")}");
}
