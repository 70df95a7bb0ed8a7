using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>policy, policy list and policy revoke.</summary>
public sealed class PolicyTests : CommandLineTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_is_made_listed_and_revoked(bool whileTheDaemonRuns)
    {
        await CreateUserAsync("bob");
        await using Daemon? daemon = await StartDaemonAsync(whileTheDaemonRuns);
        string token = (await OutputAsync("policy", "--album", "party", "--files", "3", "--max-size", "5MB", "--kinds", "jpeg,png", "--expires", "1d")).Trim();
        if (daemon is not null)
            Assert.Equal(System.Net.HttpStatusCode.OK, (await new ApiClient(daemon.Address, token).UploadAsync("a.png", Pictures.Png())).Status);

        string[] line = (await OutputAsync("policy", "list")).TrimEnd().Split('\t');
        Assert.Equal(["party", whileTheDaemonRuns ? "1/3" : "0/3", "5MB", "jpg,png"], line[1..5]);
        JsonElement json = Assert.Single(JsonDocument.Parse(await OutputAsync("policy", "list", "--json")).RootElement.EnumerateArray());
        Assert.Equal(token, json.GetProperty("token").GetString());
        await OutputAsync("policy", "revoke", line[0]);
        Assert.Equal("", await OutputAsync("policy", "list"));
    }

    [Fact]
    public async Task Python_reads_what_a_policy_allows()
    {
        await CreateUserAsync("bob");
        string token = (await OutputAsync("policy", "--files", "3")).Trim();
        string secret = Directory.GetFiles(Folder, "secret.key", SearchOption.AllDirectories).Single();

        string seen = await Bash.RunAsync(Folder, $$"""
            /usr/bin/python3 -c "
            import hashlib, itsdangerous
            s = itsdangerous.URLSafeTimedSerializer([open('{{secret}}').read().strip()], salt='maple.upload-policy', signer_kwargs={'key_derivation': 'django-concat', 'digest_method': hashlib.sha256})
            print(s.loads('{{token}}')['files'])"
            """);

        Assert.Equal("3", seen.Trim());
    }
}
