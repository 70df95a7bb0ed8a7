using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

/// <summary>What a disk refused, and takes later.</summary>
public sealed class UnfinishedTests : IAsyncDisposable
{
    private readonly MemoryBlobStore _blobs = new();
    private readonly MemoryMetadataStore _rows = new();
    private readonly MemoryInFlight _inFlight = new();
    private readonly ImageLibrary _library;

    public UnfinishedTests() => _library = new ImageLibrary(_rows, _blobs, _inFlight, TimeProvider.System);

    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    [Fact]
    public async Task What_a_store_refused_that_does_not_work_keeps_its_blobs_until_it_works_again()
    {
        _rows.BeforeAdd = _ => throw new IOException("the flush failed, and its page may be on the disk");
        _rows.BeforePing = () => throw new IOException("it still fails");
        await Assert.ThrowsAsync<IOException>(() => AddAsync("aa"));
        Assert.Equal(3, _blobs.Blobs.Count);
        Assert.Single(_inFlight.Left());

        _rows.BeforeAdd = _ => { };
        _rows.BeforePing = () => { };
        Image image = await AddAsync("bb");

        Assert.Equal(KeysOf(image).ToHashSet(), _blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(_inFlight.Left());
    }

    [Fact]
    public async Task Bytes_that_were_refused_do_not_take_those_along_that_came_later_under_their_name()
    {
        Image old = await AddAsync("aa");
        _blobs.AfterCommit = _ => throw Full();
        _rows.BeforePing = () => throw Full();
        await Refused(() => _library.ReplacePictureAsync(_blobs, old, "bb"));

        _blobs.AfterCommit = _ => { };
        _rows.BeforePing = () => { };
        Image now = await _library.ReplacePictureAsync(_blobs, old, "cc");
        // What was refused is tried again after it.
        Image other = await AddAsync("dd");

        Assert.Equal(KeysOf(now).Concat(KeysOf(other)).ToHashSet(), _blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(_inFlight.Left());
    }

    [Fact]
    public async Task A_blob_that_stayed_goes_as_soon_as_the_disk_lets_it()
    {
        Image image = await AddAsync("aa");
        _blobs.BeforeRemove = _ => throw Full();
        await Refused(() => _library.RemoveAsync(1, image.Id, Cancellation));

        _blobs.BeforeRemove = _ => { };
        Image other = await AddAsync("bb");

        Assert.Equal(KeysOf(other).ToHashSet(), _blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(_inFlight.Left());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static BlobKey[] KeysOf(Image image) => [image.Original, image.Thumb, image.Show];

    private async Task<Image> AddAsync(string sha256) => (await _library.AddPictureAsync(_blobs, _rows.User, _rows.DefaultAlbum, sha256, Cancellation)).Image;

    private static async Task Refused(Func<Task> action) => Assert.Equal(ErrorCode.StorageFull, (await Assert.ThrowsAsync<MapleException>(action)).Code);

    private static MapleException Full() => new(ErrorCode.StorageFull, "", "");
}
