using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Tests that send what should be refused, and look whether anything of it is left behind.</summary>
public abstract class BadInputTest(BadInputDaemon shared) : IAsyncLifetime
{
    private string _before = "";

    protected Daemon Daemon => shared.Daemon;

    protected string Key => shared.Key;

    private protected ApiClient Owner => new(Daemon.Address, Key);

    private string UploadFolder => Path.Combine(Daemon.Folder, "data/images");

    public async ValueTask InitializeAsync() => _before = await InventoryAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>A request of the user.</summary>
    private protected RawRequest Request(string methodAndTarget) => RawRequest.Of(methodAndTarget).With($"Api-Key: {Key}");

    private protected RawRequest Upload(MultipartForm form) => Request("POST /api/images").Form(form);

    private protected Task<RawAnswer> SendAsync(RawRequest request, bool halfClose = false) => RawClient.ExchangeAsync(Daemon, request, halfClose);

    /// <summary>Sends it, expects this refusal in the envelope, and that nothing is left behind.</summary>
    private protected async Task<RawAnswer> RefusedAsync(int status, string code, RawRequest request, bool halfClose = false)
    {
        RawAnswer answer = await SendAsync(request, halfClose);
        AssertRefusal(status, code, answer);
        await AssertNothingLeftAsync();
        return answer;
    }

    private protected static void AssertRefusal(int status, string code, RawAnswer answer)
    {
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal($"{status}", answer.Json.GetProperty("status").GetString());
        Assert.Equal("application/json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.NotEmpty(answer.Message);
        Assert.DoesNotContain(answer.Message, c => char.IsControl(c));
    }

    /// <summary>
    /// No file and no row more than before the test, in the staging folder or elsewhere; the daemon lives and has met no error of its own.
    /// </summary>
    private protected async Task AssertNothingLeftAsync()
    {
        Assert.Equal(_before, await InventoryAsync());
        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
    }

    /// <summary>Waits for what a daemon does after its client is gone.</summary>
    private protected static async Task EventuallyAsync(string what, Func<bool> condition) =>
        Assert.True(await Wait.UntilAsync(condition), $"never: {what}");

    /// <summary>Files of uploads that have not been taken in.</summary>
    private protected string[] StagedFiles => StagingFolder.Files(UploadFolder);

    private async Task<string> InventoryAsync()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(
            UploadFolder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            // Journals of users, albums and images: they grow with what is there, and rows tell that.
            .Where(file => !file.Contains("/.facts/", StringComparison.Ordinal) && StagingFolder.IsInWork(file))
            .Order(StringComparer.Ordinal);
        IEnumerable<string> siblings = Directory.EnumerateFileSystemEntries(Path.Combine(Daemon.Folder, "data")).Order(StringComparer.Ordinal);
        return string.Join('\n', [.. siblings, .. files, await RowsAsync("api/images"), await RowsAsync("api/albums")]);
    }

    private async Task<string> RowsAsync(string path)
    {
        Answer answer = await Owner.GetAsync($"{path}?number=100");
        JsonElement total = answer.Json.GetProperty("pageinfo").GetProperty("total");
        return $"{path}: {total}: {string.Join(' ', answer.Data.EnumerateArray().Select(row => row.GetProperty("id").GetInt64()))}";
    }
}
