using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Disk;

/// <summary>A daemon, and a user's pictures in it, whose disks fail.</summary>
public abstract class DiskTest : IAsyncLifetime
{
    private int _seed;
    private (string Name, string Value)[] _settings = [];

    protected string Folder { get; } = Directory.CreateTempSubdirectory("maple-test-").FullName;

    protected string Images { get; set; } = "";

    protected Daemon Daemon { get; private set; } = null!;

    protected ApiClient Bob { get; private set; } = null!;

    protected string Key { get; private set; } = "";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        if (Daemon is not null)
            await Daemon.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <param name="images">The picture folder; null: in the data folder.</param>
    /// <param name="settings">More of them.</param>
    protected async Task StartAsync(string? images = null, params (string Name, string Value)[] settings)
    {
        Images = images ?? Path.Combine(Folder, "data", "images");
        _settings = [.. images is null ? [] : new[] { ("MAPLE_STORAGE_UPLOAD_PATH", images) }, .. settings];
        Daemon = await Daemon.StartAsync(Folder, _settings);
        CommandResult created = await RunAsync("create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse");
        Assert.True(created.ExitCode == 0, created.Errors);
        Key = created.Output.Trim();
        Bob = new ApiClient(Daemon.Address, Key);
    }

    /// <summary>A command with the daemon's settings.</summary>
    protected Task<CommandResult> RunAsync(params string[] arguments) => Daemon.RunInAsync(Folder, arguments, "", _settings);

    /// <summary>A picture that nobody has sent before: some 100 KB.</summary>
    protected byte[] NextPicture(int size = 200)
    {
        using var bitmap = new SkiaSharp.SKBitmap(size, size);
        var random = new Random(++_seed);
        byte[] noise = new byte[bitmap.ByteCount];
        random.NextBytes(noise);
        System.Runtime.InteropServices.Marshal.Copy(noise, 0, bitmap.GetPixels(), noise.Length);
        using SkiaSharp.SKData png = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    protected async Task<JsonElement> UploadAsync()
    {
        Answer answer = await Bob.UploadAsync("a.png", NextPicture());
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText() + Last(Daemon.Log));
        return answer.Data.GetProperty("success")[0].Clone();
    }

    protected static string DeleteUrl(JsonElement image) => $"api/images/{image.GetProperty("id").GetInt64()}";

    protected async Task<byte[]> BytesAsync(JsonElement image, string query = "") =>
        await Bob.Http.GetByteArrayAsync(new Uri(image.GetProperty("url").GetString()! + query));

    protected async Task RefusedAsync(HttpStatusCode status, string code, Func<Task<Answer>> request)
    {
        Answer answer = await request();
        Assert.True(answer.Status == status && answer.Code == code, answer.Json.GetRawText() + Last(Daemon.Log));
        // The log has what the client isn't told.
        Assert.DoesNotContain(Folder, answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/proc/", answer.Message, StringComparison.Ordinal);
    }

    protected Task RefusedUploadAsync(HttpStatusCode status, string code) =>
        RefusedAsync(status, code, () => Bob.UploadAsync("b.png", NextPicture()));

    /// <summary>No leftovers, rows and files agree, and it takes pictures again, without a restart.</summary>
    protected async Task SoundAsync()
    {
        Answer health = await Bob.GetAsync("healthz");
        Assert.True(health.Status == HttpStatusCode.OK, health.Json.GetRawText() + Last(Daemon.Log));
        await UploadAsync();
        // What was refused in doubt is tried again every two seconds.
        Assert.True(await Wait.UntilAsync(() => StagingFolder.Files(Images).Length == 0), string.Join(", ", StagingFolder.Files(Images)));
        CommandResult check = await RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    private static string Last(string log) => log[Math.Max(0, log.Length - 5_000)..];
}
