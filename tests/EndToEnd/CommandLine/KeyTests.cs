using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>key list, create and revoke.</summary>
public sealed class KeyTests : CommandLineTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_made_listed_and_revoked(bool whileTheDaemonRuns)
    {
        string main = (await CreateUserAsync("bob")).Trim();
        await using (Daemon? daemon = await StartDaemonAsync(whileTheDaemonRuns))
        {
            string phone = (await OutputAsync("key", "create", "my phone", "--scopes", "read,upload", "--expires", "2999-01-31")).Trim();
            string[] lines = (await OutputAsync("key", "list")).TrimEnd().Split('\n');
            Assert.Equal(["1\tdefault\tupload,read,delete,admin\t-\t-\t-", "2\tmy phone\tupload,read\t-\t2999-01-31T00:00:00Z\t-"], lines);
            JsonElement[] keys = [.. JsonDocument.Parse(await OutputAsync("key", "list", "--json")).RootElement.EnumerateArray()];
            Assert.Equal([main, phone], keys.Select(key => key.GetProperty("token").GetString()));
            if (daemon is not null)
                Assert.Equal(HttpStatusCode.OK, (await new ApiClient(daemon.Address, phone).GetAsync("api/images")).Status);

            Assert.Equal("", await OutputAsync("key", "revoke", "MY PHONE"));

            if (daemon is not null)
                Assert.Equal(HttpStatusCode.Unauthorized, (await new ApiClient(daemon.Address, phone).GetAsync("api/images")).Status);
            Assert.Contains("bob has no key 'my phone'", (await RunAsync("key", "revoke", "my phone")).Errors, StringComparison.Ordinal);
            Assert.Equal(main, (await OutputAsync("key")).Trim());
        }
    }

    [Fact]
    public async Task A_last_use_survives_the_daemon()
    {
        string key = (await CreateUserAsync("bob")).Trim();
        // The list tells whole seconds.
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);
        await using (Daemon daemon = await StartDaemonAsync())
        {
            await new ApiClient(daemon.Address, key).GetAsync("api/images");
            Assert.Equal(0, await daemon.StopAsync());
        }

        string used = (await OutputAsync("key", "list")).TrimEnd().Split('\t')[5];

        Assert.InRange(DateTimeOffset.Parse(used, CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("'upload,write' are no scopes", "create", "a", "--scopes", "upload,write")]
    [InlineData("bob has no album 'nowhere'", "create", "a", "--album", "nowhere")]
    [InlineData("'soon' is no time", "create", "a", "--expires", "soon")]
    [InlineData("would have expired already", "create", "a", "--expires", "2020-01-01")]
    [InlineData("NAME is missing", "create")]
    [InlineData("did you mean list?", "lst")]
    public async Task What_is_wrong_is_said(string error, params string[] words)
    {
        await CreateUserAsync("bob");
        CommandResult result = await RunAsync(["key", .. words]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }
}
