using Maple.Http;
using Maple.Http.Handlers;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Http.Handlers;

public sealed class HotPicturesTests : IDisposable
{
    private static readonly Image s_image = new()
    {
        Id = 1,
        UserId = 1,
        AlbumId = 1,
        Folder = "bob",
        Stem = "2026/11/1795381200123-aaaaaaaaaaaaaaaaaaaa",
        Extension = "jpg",
        RenditionExtension = "jpg",
        Name = "a",
        Description = "",
        OriginalFilename = "a.jpg",
        Sha256 = "",
        Width = 1,
        Height = 1,
        Bytes = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private readonly FixedTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly HotPictures _hot;
    private readonly List<Opened> _opened = [];
    private byte[]? _onDisk = [1, 2, 3];

    public HotPicturesTests() => _hot = new HotPictures(_time);

    [Fact]
    public async Task What_is_asked_for_again_and_again_is_read_from_disk_twice()
    {
        for (int i = 0; i < 10; i++)
            Assert.Equal([1, 2, 3], await GetAsync());

        Assert.Equal(2, _opened.Count);
        Assert.All(_opened, blob => Assert.True(blob.IsDisposed));
    }

    [Fact]
    public async Task What_is_asked_for_now_and_then_takes_no_memory()
    {
        for (int i = 0; i < 5; i++)
        {
            await GetAsync();
            _time.Now += TimeSpan.FromSeconds(3);
        }

        Assert.Equal(5, _opened.Count);
    }

    [Fact]
    public async Task What_somebody_changes_on_disk_shows_after_a_second()
    {
        await GetAsync();
        await GetAsync();
        _onDisk = [4];

        Assert.Equal([1, 2, 3], await GetAsync());
        _time.Now += TimeSpan.FromSeconds(1.1);
        Assert.Equal([4], await GetAsync());
        _onDisk = null;
        _time.Now += TimeSpan.FromSeconds(1.1);
        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task What_is_removed_is_gone_at_once_in_every_size()
    {
        foreach (string? variant in (string?[])[null, "w320", null, "w320"])
            await GetAsync(variant);
        _onDisk = null;

        _hot.Forget(s_image.Original);

        Assert.Null(await GetAsync());
        Assert.Null(await GetAsync("w320"));
    }

    [Fact]
    public async Task What_was_opened_before_it_was_removed_does_not_come_back()
    {
        await GetAsync();
        await _hot.OpenAsync(s_image.Thumb, null, async () =>
        {
            _hot.Forget(s_image.Original);
            return new ServedPicture(new Opened([1, 2, 3]), "jpg");
        });
        _onDisk = null;

        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task A_picture_that_is_not_small_is_never_kept()
    {
        _onDisk = new byte[HotPictures.MaxLength + 1];
        for (int i = 0; i < 5; i++)
            await GetAsync();

        Assert.Equal(5, _opened.Count);
    }

    [Fact]
    public async Task Sizes_of_one_picture_are_told_apart()
    {
        await GetAsync("w320");
        await GetAsync("w320");
        _onDisk = [9];

        Assert.Equal([9], await GetAsync("w640"));
        Assert.Equal([9], await GetAsync());
    }

    public void Dispose() => _hot.Dispose();

    private async Task<byte[]?> GetAsync(string? variant = null)
    {
        ServedPicture? found = await _hot.OpenAsync(s_image.Thumb, variant, () => Task.FromResult(Open()));
        if (found is not { } served)
            return null;
        byte[] bytes = new byte[served.Blob.Length];
        await new BlobBody(served.Blob).ReadExactlyAsync(bytes, 0);
        await served.Blob.DisposeAsync();
        Assert.Equal("jpg", served.Extension);
        return bytes;
    }

    private ServedPicture? Open()
    {
        if (_onDisk is null)
            return null;
        _opened.Add(new Opened(_onDisk));
        return new ServedPicture(_opened[^1], "jpg");
    }

    private sealed class Opened(byte[] bytes) : Blob
    {
        public bool IsDisposed { get; private set; }
        public override long Length => bytes.Length;
        public override DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
        {
            ReadOnlyMemory<byte> rest = bytes.AsMemory((int)offset);
            int count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            return new(count);
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }
}
