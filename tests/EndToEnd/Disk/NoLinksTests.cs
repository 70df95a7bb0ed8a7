using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Disk;

/// <summary>A disk whose files have one name each, as exFAT and some network file systems have them.</summary>
public sealed class NoLinksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("EPERM")]
    [InlineData("EOPNOTSUPP")]
    [InlineData("EMLINK")]
    public async Task A_small_picture_is_stored_in_copies(string error)
    {
        string record = Path.Combine(_folder, "linkat");
        string[] strace = ["strace", "-D", "-f", "-qq", "-o", record, "-e", "trace=linkat", "-e", $"inject=linkat:error={error}"];
        await using Daemon daemon = await Daemon.StartUnderAsync(strace, _folder);
        var bob = new ApiClient(daemon.Address, await daemon.CreateUserAsync("bob"));
        byte[] icon = Pictures.Png(64, 48);

        JsonElement image = (await bob.UploadAsync("a.png", icon)).Data.GetProperty("success")[0];

        foreach (string field in (string[])["url", "thumb_url", "show_url"])
            Assert.Equal(icon, await bob.Http.GetByteArrayAsync(image.GetProperty(field).GetString(), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await daemon.RunAsync("check", "--deep")).ExitCode);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains("INJECTED", await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
