using System.Net;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.Admin;

/// <summary>Tests of one daemon whose first user is the administrator; each test makes users of its own.</summary>
public abstract class AdminTest : IAsyncLifetime
{
    private protected const string Password = "correct horse";

    private protected Daemon Daemon { get; private set; } = null!;

    private protected ApiClient Admin { get; private set; } = null!;

    private protected ApiClient Stranger => new(Daemon.Address, null);

    public async ValueTask InitializeAsync()
    {
        Daemon = await Daemon.StartAsync();
        Admin = new ApiClient(Daemon.Address, await Daemon.CreateUserAsync("admin"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Daemon.DisposeAsync();
    }

    private protected async Task<(long Id, ApiClient Client)> AddUserAsync(string name, bool isAdmin = false)
    {
        Answer made = Ok(await Admin.PostAsync(
            "api/admin/users", ("username", name), ("email", $"{name}@example.com"), ("password", Password), ("is_admin", isAdmin ? "true" : "false")));
        long id = made.Data.GetProperty("id").GetInt64();
        return (id, new ApiClient(Daemon.Address, Text(Ok(await Admin.PostAsync($"api/admin/users/{id}/key")).Data, "key")));
    }

    private protected async Task<string?> LoginAsync(string name, string password = Password)
    {
        Answer login = await Stranger.PostAsync("api/login", ("username", name), ("password", password));
        return login.Status == HttpStatusCode.OK ? Assert.Single(login.Raw.Headers.GetValues("Set-Cookie")).Split(';')[0] : null;
    }

    private protected async Task<string> CheckAsync()
    {
        CommandResult check = await Daemon.RunAsync("check", "--deep");
        return check.ExitCode == 0 ? "sound" : check.Output + check.Errors;
    }

    private protected static Answer Ok(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
        return answer;
    }

    private protected static string Text(JsonElement thing, string name) => thing.GetProperty(name).GetString()!;

    private protected static long Number(JsonElement thing, string name) => thing.GetProperty(name).GetInt64();
}
