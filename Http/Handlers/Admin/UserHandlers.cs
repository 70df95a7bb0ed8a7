using System.Globalization;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/users</c>: the users, as administrators see and change them.</summary>
internal sealed class UserHandlers(
    IMetadataStore store, UserRemoval removal, Logins logins, Sessions sessions, ApiKeys keys, ListParameters lists, Envelope envelope)
{
    public async Task<Response> ListAsync(Exchange exchange)
    {
        ListQuery query = lists.Parse(exchange, null);
        List<User> found =
        [
            .. (await store.Users.ListAsync().ConfigureAwait(false))
                .Where(user => Matches(user.Name, query.Name) && (Matches(user.Name, query.Text) || Matches(user.Email, query.Text))),
        ];
        var page = new List<(User User, Usage Usage)>();
        foreach (User user in found.Skip((int)Math.Min(int.MaxValue, (query.Page - 1L) * query.Number)).Take(query.Number))
            page.Add((user, await store.Usage.OfUserAsync(user.Id).ConfigureAwait(false)));
        return envelope.Ok(
            exchange,
            json =>
            {
                json.WriteStartArray();
                foreach ((User user, Usage usage) in page)
                    Views.WriteManagedUser(json, user, usage);
                json.WriteEndArray();
            },
            new PageInfo(query.Page, query.Number, found.Count));
    }

    public async Task<Response> AddAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, flags: "is_admin").ConfigureAwait(false);
        string name = Parameters.Checked(fields["username"], Names.CheckUser) ?? throw Parameters.Missing("username");
        string email = Parameters.Checked(fields["email"], Names.CheckEmail) ?? throw Parameters.Missing("email");
        string password = Parameters.Checked(fields["password"], PasswordRule.Check) ?? throw Parameters.Missing("password");
        bool isAdmin = Parameters.Flag("is_admin", fields["is_admin"]) ?? false;
        string hash = await logins.HashAsync(password).ConfigureAwait(false);
        return await OneAsync(exchange, await store.Users.AddAsync(new NewUser(name, email, hash, isAdmin)).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task<Response> GetAsync(Exchange exchange) =>
        await OneAsync(exchange, await FindAsync(exchange).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task<Response> UpdateAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, flags: ["is_admin", "disabled"]).ConfigureAwait(false);
        User user = await FindAsync(exchange).ConfigureAwait(false);
        string? password = Parameters.Checked(fields["password"], PasswordRule.Check);
        var change = new UserChange
        {
            Email = Parameters.Checked(fields["email"], Names.CheckEmail),
            IsAdmin = Parameters.Flag("is_admin", fields["is_admin"]),
            IsDisabled = Parameters.Flag("disabled", fields["disabled"]),
        };
        if (change.IsAdmin == false || change.IsDisabled == true)
            await CheckNotOwnAsync(exchange, user).ConfigureAwait(false);
        if (password is not null)
            change = change with { PasswordHash = await logins.HashAsync(password).ConfigureAwait(false) };
        User changed = await store.Users.UpdateAsync(user.Id, change).ConfigureAwait(false);
        if (password is not null || change.IsDisabled == true)
            await sessions.EndOthersAsync(user.Id, Cookies.Find(exchange.Request.Header("Cookie"), SessionHandlers.CookieName)).ConfigureAwait(false);
        return await OneAsync(exchange, changed).ConfigureAwait(false);
    }

    public async Task<Response> ResetKeyAsync(Exchange exchange)
    {
        User user = await FindAsync(exchange).ConfigureAwait(false);
        string key = await keys.ResetAsync(user.Id).ConfigureAwait(false);
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartObject();
            json.WriteString("key"u8, key);
            json.WriteEndObject();
        });
    }

    /// <summary>Answers when all is done. It goes on when nobody waits for it any more.</summary>
    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        UserRemovalPlan? plan = exchange.Query("images") switch
        {
            null => null,
            "delete" => new UserRemovalPlan(null),
            "move" => new UserRemovalPlan(Parameters.Id(exchange.Query("to") ?? throw Parameters.Missing("to"), NotFound)),
            var other => throw Parameters.Invalid("images", other, new Text("'delete' or 'move'", "'delete' 或 'move'")),
        };
        User user = await FindAsync(exchange).ConfigureAwait(false);
        await CheckNotOwnAsync(exchange, user).ConfigureAwait(false);
        Usage usage = await store.Usage.OfUserAsync(user.Id).ConfigureAwait(false);
        await removal.RemoveAsync(user.Id, plan).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteManagedUser(json, user, usage));
    }

    private static bool Matches(string text, string? part) => part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private async Task<User> FindAsync(Exchange exchange)
    {
        long id = Parameters.Id(exchange["id"], NotFound);
        return await store.Users.FindAsync(id).ConfigureAwait(false) ?? throw NotFound(exchange["id"]);
    }

    private async Task<Response> OneAsync(Exchange exchange, User user)
    {
        Usage usage = await store.Usage.OfUserAsync(user.Id).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Views.WriteManagedUser(json, user, usage));
    }

    /// <summary>The last administrator is told so; the store makes sure of it once more, for two who do it to each other at once.</summary>
    private async Task CheckNotOwnAsync(Exchange exchange, User user)
    {
        if (user.Id != exchange.Caller!.User.Id)
            return;
        IReadOnlyList<User> all = await store.Users.ListAsync().ConfigureAwait(false);
        throw all.Any(other => other is { IsAdmin: true, IsDisabled: false } && other.Id != user.Id) ? OwnAccount() : LastAdmin();
    }

    private static MapleException NotFound(string id) => new(
        ErrorCode.UserNotFound,
        string.Create(CultureInfo.InvariantCulture, $"There is no user '{Excerpt.Of(id)}'. GET /api/admin/users lists them."),
        string.Create(CultureInfo.InvariantCulture, $"没有编号为 '{Excerpt.Of(id)}' 的用户。GET /api/admin/users 可列出所有用户。"));

    private static MapleException OwnAccount() => new(
        ErrorCode.OwnAccount,
        "This is your own account. Ask another administrator to disable, demote or delete it.",
        "这是你自己的账户。停用、取消管理员身份或删除，须由其他管理员操作。");

    private static MapleException LastAdmin() => new(
        ErrorCode.LastAdmin,
        "You are the last administrator. Make another user an administrator first.",
        "你是最后一个管理员。请先将其他用户设为管理员。");
}
