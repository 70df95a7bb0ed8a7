namespace Maple.Tests.Cli.Commands;

public sealed class InitCommandTests : CliTest
{
    [Fact]
    public async Task It_writes_a_file_that_its_owner_alone_can_read_and_that_is_sound()
    {
        Assert.Equal(0, (await RunAsync("init")).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InFolder("maple.toml")));
        Assert.Equal(0, (await RunAsync("check-config")).Code);
    }

    [Fact]
    public async Task It_overwrites_only_by_force()
    {
        Write("maple.toml", "mine");
        var result = await RunAsync("init");
        Assert.Equal(73, result.Code);
        Assert.Contains("--force", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(InFolder("maple.toml"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await RunAsync("init", "--force")).Code);
    }

    [Fact]
    public async Task It_can_print_instead()
    {
        Assert.StartsWith("# The configuration of maple.", (await RunAsync("init", "--stdout")).Out, StringComparison.Ordinal);
        Assert.False(File.Exists(InFolder("maple.toml")));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var result = await RunAsync("init", "no/such/maple.toml");
        Assert.Equal(73, result.Code);
        Assert.Contains("its folder doesn't exist", result.Error, StringComparison.Ordinal);
    }
}
