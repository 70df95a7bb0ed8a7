using Maple.Tests.Support;

namespace Maple.Tests.Cli.Configuration;

/// <summary>Files with secrets are refused when somebody else can read them.</summary>
public sealed class OpenSecretsTests : CliTest
{
    private const string Secret = "[auth]\nsecret_key = 'b1946ac92492d2347c6235b4d2611184'\n";

    [Theory]
    [InlineData("secret_key = 'b1946ac92492d2347c6235b4d2611184'", UnixFileMode.OtherRead)]
    [InlineData("secret_key = 'b1946ac92492d2347c6235b4d2611184'", UnixFileMode.OtherWrite)]
    [InlineData("old_secret_keys = ['b1946ac92492d2347c6235b4d2611184']", UnixFileMode.OtherRead)]
    public async Task A_configuration_with_a_secret_that_others_can_read_is_refused(string line, UnixFileMode others)
    {
        Write("maple.toml", $"[auth]\n{line}\n");
        SetMode("maple.toml", others);

        foreach (string command in (string[])["serve", "check-config"])
        {
            var result = await RunAsync(command);
            Assert.Equal(78, result.Code);
            Assert.Matches($@"^maple\.toml:2: \[auth\] \w+: others can read it in .*; run 'chmod 600 {InFolder("maple.toml")}'", result.Error);
            Assert.DoesNotContain("b1946ac", result.Error, StringComparison.Ordinal);
        }

        Environment["LC_ALL"] = "zh_CN.UTF-8";
        Assert.Contains("chmod 600", (await RunAsync("check-config")).Error, StringComparison.Ordinal);
        SetMode("maple.toml", UnixFileMode.None);
        Assert.Equal(0, (await RunAsync("check-config")).Code);
    }

    [Fact]
    public async Task A_secret_that_comes_from_the_environment_makes_no_file_secret()
    {
        Write("maple.toml", "[server]\nper_page = 5\n");
        SetMode("maple.toml", UnixFileMode.OtherRead);
        Environment["MAPLE_AUTH_SECRET_KEY"] = "b1946ac92492d2347c6235b4d2611184";
        Assert.Equal(0, (await RunAsync("check-config")).Code);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.None, false)]
    public async Task The_key_of_the_certificate_is_a_secret_where_a_link_leads_too(UnixFileMode others, bool isRefused)
    {
        Write("archive.pem", "key");
        Write("cert.pem", "certificate");
        SetMode("archive.pem", others);
        SetMode("cert.pem", UnixFileMode.OtherRead);
        File.CreateSymbolicLink(InFolder("key.pem"), "archive.pem");
        Write("maple.toml", "[server]\ntls_cert = 'cert.pem'\ntls_key = 'key.pem'\n");

        var result = await RunAsync("check-config");

        Assert.Equal(isRefused ? 78 : 0, result.Code);
        Assert.Equal(isRefused, result.Error.Contains($"maple.toml:3: [server] tls_key: others can read it in {InFolder("key.pem")}; run 'chmod 600", StringComparison.Ordinal));
    }

    /// <summary>So root gives a file to a service; anybody else's belongs to nobody but its owner.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    public async Task The_group_may_read_a_file_of_roots_alone(int owner, bool isRefused)
    {
        if (!System.Environment.IsPrivilegedProcess)
            Assert.SkipWhen(owner == 0, "Only root makes files of root's.");
        Write("maple.toml", Secret);
        SetMode("maple.toml", UnixFileMode.GroupRead);
        if (System.Environment.IsPrivilegedProcess)
            await Bash.RunAsync(InFolder("."), $"chown {owner}:1000 maple.toml");

        Assert.Equal(isRefused ? 78 : 0, (await RunAsync("check-config")).Code);
    }

    private void SetMode(string file, UnixFileMode others) => File.SetUnixFileMode(InFolder(file), UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
}
