using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Maple.Tests.EndToEnd;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_demo_shows_pictures_of_many_days_and_leaves_nothing_behind()
    {
        using var demo = Process.Start(new ProcessStartInfo(Daemon.Binary, ["demo", "--pictures", "3", "--listen", "127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
            Environment = { ["TMPDIR"] = _folder },
        })!;
        string[] lines = [await LineAsync(demo), await LineAsync(demo), await LineAsync(demo), await LineAsync(demo)];
        var api = new ApiClient(new Uri(lines[0]), lines[3]);

        JsonElement[] images = [.. (await api.GetAsync("api/images")).Data.EnumerateArray()];
        Answer login = await api.PostAsync("api/login", ("username", lines[1]), ("password", lines[2]));

        Assert.Equal(3, images.Length);
        Assert.Equal(3, images.Select(image => image.GetProperty("sha256").GetString()).Distinct().Count());
        Assert.True(images.Select(image => DateTime.Parse(image.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).Date).Distinct().Count() > 1);
        Assert.Equal("demo", login.Data.GetProperty("username").GetString());

        using Process kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, demo.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static async Task<string> LineAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(180));
        return line ?? throw new InvalidOperationException("it ended early");
    }
}
