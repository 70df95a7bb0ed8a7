using System.Text.Json;

namespace Maple.Tests.EndToEnd;

/// <summary>Tests that speak the API of one running daemon, each as a new user.</summary>
public abstract class ApiTestBase(SharedDaemon shared)
{
    private static int s_users;

    protected Daemon Daemon => shared.Daemon;

    protected ApiClient Stranger => new(Daemon.Address, null);

    protected async Task<ApiClient> NewUserAsync() => (await NewUserWithNameAsync()).Client;

    protected async Task<(ApiClient Client, string Name, string Key)> NewUserWithNameAsync()
    {
        string name = $"user{Interlocked.Increment(ref s_users)}";
        string key = await Daemon.CreateUserAsync(name);
        return (new ApiClient(Daemon.Address, key), name, key);
    }

    protected static JsonElement Uploaded(Answer answer)
    {
        Assert.True(answer.Status == System.Net.HttpStatusCode.OK, answer.Json.GetRawText());
        return Assert.Single(answer.Data.GetProperty("success").EnumerateArray());
    }

    protected static long Id(JsonElement thing) => thing.GetProperty("id").GetInt64();

    protected static string Text(JsonElement thing, string name) => thing.GetProperty(name).GetString()!;

    protected static string[] Names(Answer list) => [.. list.Data.EnumerateArray().Select(i => Text(i, "name"))];
}
