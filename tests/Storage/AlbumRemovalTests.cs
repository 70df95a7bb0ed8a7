using System.Globalization;
using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

public sealed class AlbumRemovalTests : IAsyncDisposable
{
    private readonly MemoryBlobStore _blobs = new();
    private readonly MemoryMetadataStore _rows = new();
    private readonly ImageLibrary _library;
    private readonly Album _album;

    public AlbumRemovalTests()
    {
        _library = new ImageLibrary(_rows, _blobs, new MemoryInFlight(), TimeProvider.System);
        _album = _rows.AddAlbum("holidays");
    }

    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task An_empty_album_goes(string images)
    {
        Assert.Equal(_album, await RemoveAsync(_album, images));
        Assert.Equal(_rows.DefaultAlbum, Assert.Single(_rows.AlbumRows.Values));
    }

    [Fact]
    public async Task An_album_with_images_stays_unless_told_what_becomes_of_them()
    {
        await FillAsync(_album, 2);

        await Refused(ErrorCode.AlbumNotEmpty, _album, nameof(AlbumImages.Refuse));
        Assert.Equal(2, _rows.ImageRows.Count);
        Assert.Contains(_album.Id, _rows.AlbumRows.Keys);
    }

    [Fact]
    public async Task Its_images_move_to_the_default_album_however_many_there_are()
    {
        await FillAsync(_album, 1_003);

        await RemoveAsync(_album, nameof(AlbumImages.Move));

        Assert.Equal(1_003, _rows.ImageRows.Values.Count(i => i.AlbumId == _rows.DefaultAlbum.Id));
        Assert.DoesNotContain(_album.Id, _rows.AlbumRows.Keys);
        Assert.Equal(3 * 1_003, _blobs.Blobs.Count);
    }

    [Fact]
    public async Task Its_images_are_deleted_with_their_blobs_however_many_there_are()
    {
        await FillAsync(_album, 1_003);
        await FillAsync(_rows.DefaultAlbum, 1);

        await RemoveAsync(_album, nameof(AlbumImages.Delete));

        Assert.Single(_rows.ImageRows);
        Assert.Equal(3, _blobs.Blobs.Count);
        Assert.DoesNotContain(_album.Id, _rows.AlbumRows.Keys);
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task Images_that_arrive_meanwhile_go_the_same_way(string images)
    {
        int arrivals = 3;
        _rows.BeforeAlbumRemoval = () =>
        {
            if (arrivals-- > 0)
                FillAsync(_album, 1).GetAwaiter().GetResult();
        };

        await RemoveAsync(_album, images);

        Assert.DoesNotContain(_album.Id, _rows.AlbumRows.Keys);
        Assert.Equal(images == nameof(AlbumImages.Move) ? 3 : 0, _rows.ImageRows.Count);
    }

    [Fact]
    public async Task An_album_that_never_gets_empty_is_given_up()
    {
        _rows.BeforeAlbumRemoval = () => FillAsync(_album, 1).GetAwaiter().GetResult();

        await Refused(ErrorCode.AlbumNotEmpty, _album, nameof(AlbumImages.Move));
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task The_default_album_stays_with_all_its_images(string images)
    {
        await FillAsync(_rows.DefaultAlbum, 2);

        await Refused(ErrorCode.DefaultAlbum, _rows.DefaultAlbum, images);
        Assert.Equal(2, _rows.ImageRows.Count);
        Assert.Equal(6, _blobs.Blobs.Count);
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task Another_users_album_is_not_there(string images)
    {
        await FillAsync(_album, 1);

        await Refused(ErrorCode.AlbumNotFound, _album with { UserId = 2 }, images);
        Assert.Single(_rows.ImageRows);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<Album> RemoveAsync(Album album, string images) =>
        _library.RemoveAlbumAsync(album.UserId, album.Id, Enum.Parse<AlbumImages>(images), Cancellation);

    private async Task Refused(ErrorCode code, Album album, string images) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<MapleException>(() => RemoveAsync(album, images))).Code);

    private async Task FillAsync(Album album, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string sha256 = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
            await _library.AddPictureAsync(_blobs, _rows.User, album, sha256, Cancellation);
        }
    }
}
