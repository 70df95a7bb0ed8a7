using System.Collections.Concurrent;
using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Maintenance;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

/// <summary>Tests of the library of images over stores in memory, told apart by made-up hashes.</summary>
public abstract class LibraryTestBase : IAsyncDisposable
{
    private readonly List<Exception> _refusals = [];
    private readonly Lazy<Unfinished> _unfinished;
    private readonly Lazy<ImageLibrary> _library;

    private protected LibraryTestBase()
    {
        _unfinished = new(() => new Unfinished(Rows, Blobs, InFlight, Gone.Enqueue, _refusals.Add));
        _library = new(NewLibrary);
    }

    private protected MemoryBlobStore Blobs { get; } = new();

    private protected MemoryMetadataStore Rows { get; } = new();

    private protected MemoryInFlight InFlight { get; } = new();

    private protected ImageLibrary Library => _library.Value;

    /// <summary>What the library has told is gone.</summary>
    private protected ConcurrentQueue<BlobKey> Gone { get; } = [];

    private protected Unfinished Unfinished => _unfinished.Value;

    /// <summary>What was told of the disk.</summary>
    protected IReadOnlyList<Exception> Refusals => _refusals;

    private protected virtual ImageLibrary NewLibrary() => new(Rows, Blobs, InFlight, Unfinished, TimeProvider.System);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Rows.DisposeAsync();
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static HashSet<BlobKey> KeysOf(Image image) => [image.Original, image.Thumb, image.Show];

    private protected async Task<Image> AddAsync(string sha256 = "aa", Album? album = null, string? stem = null) =>
        (await TakeAsync(sha256, album ?? Rows.DefaultAlbum, Cancellation, stem)).Image;

    /// <summary>Stages and adds what an upload would.</summary>
    private protected async Task<(Image Image, bool Duplicate)> TakeAsync(string sha256, Album album, CancellationToken cancellation, string? stem = null)
    {
        await using StagedBlob original = Blobs.Stage(), thumb = Blobs.Stage(), show = Blobs.Stage();
        await original.WriteAsync("original"u8.ToArray(), cancellation);
        await thumb.WriteAsync("thumb"u8.ToArray(), cancellation);
        await show.WriteAsync("show"u8.ToArray(), cancellation);
        NewImage facts = Facts("cat.png", "png", "jpg", original, sha256) with { Stem = stem };
        return await Library.AddAsync(Rows.User, album, facts, original, [new(BlobKey.Thumb, thumb), new(BlobKey.Show, show)], cancellation);
    }

    /// <summary>Other bytes and another kind, under the name that the image has.</summary>
    private protected async Task<Image> ReplaceAsync(Image image, string sha256 = "bb", ImageLibrary? library = null, string extension = "gif")
    {
        await using StagedBlob original = Blobs.Stage(), thumb = Blobs.Stage(), show = Blobs.Stage();
        await original.WriteAsync("new"u8.ToArray());
        NewImage facts = Facts(image.Name, extension, "png", original, sha256);
        return await (library ?? Library).ReplaceAsync(image.UserId, image.Id, facts, original, [new(BlobKey.Thumb, thumb), new(BlobKey.Show, show)]);
    }

    private static NewImage Facts(string name, string extension, string renditionExtension, StagedBlob original, string sha256) => new()
    {
        Name = name,
        Description = "",
        OriginalFilename = name,
        Extension = extension,
        RenditionExtension = renditionExtension,
        Width = 4,
        Height = 3,
        Bytes = original.Length,
        Sha256 = sha256,
    };

    /// <summary>A step that ends everything: it throws when it is its turn, and so does all that would clean up after it.</summary>
    private protected void CrashAt(bool now)
    {
        if (!now)
            return;
        Blobs.BeforeRemove = _ => throw new InvalidOperationException("crashed");
        Rows.BeforePing = () => throw new InvalidOperationException("crashed");
        throw new InvalidOperationException("crashed");
    }

    /// <param name="disk">What becomes of a removal now.</param>
    private protected async Task<RecoveryReport> RecoverAsync(Action<BlobKey>? disk = null)
    {
        Blobs.BeforeRemove = disk ?? (_ => { });
        Rows.BeforePing = () => { };
        RecoveryReport report = await new Recovery(Rows, Blobs, InFlight, Gone.Enqueue).RunAsync();
        Assert.Equal([.. report.Gone, .. report.Refused], InFlight.Left().ToHashSet());
        await Unfinished.ResumeAsync([.. report.Gone, .. report.Refused], Cancellation);
        return report;
    }

    private protected static MapleException Full() => new(ErrorCode.StorageFull, "", "");

    private protected static async Task Refused(ErrorCode code, Func<Task> action) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<MapleException>(action)).Code);
}
