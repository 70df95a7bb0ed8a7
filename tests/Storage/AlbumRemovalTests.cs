using System.Globalization;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Storage;

public sealed class AlbumRemovalTests : LibraryTestBase
{
    private readonly Album _album;

    public AlbumRemovalTests() => _album = Rows.AddAlbum("holidays");

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task An_empty_album_goes(string images)
    {
        Assert.Equal(_album, await RemoveAsync(_album, images));
        Assert.Equal(Rows.DefaultAlbum, Assert.Single(Rows.AlbumRows.Values));
    }

    [Fact]
    public async Task An_album_with_images_stays_unless_told_what_becomes_of_them()
    {
        await FillAsync(_album, 2);

        await Refused(ErrorCode.AlbumNotEmpty, _album, nameof(AlbumImages.Refuse));
        Assert.Equal(2, Rows.ImageRows.Count);
        Assert.Contains(_album.Id, Rows.AlbumRows.Keys);
    }

    [Fact]
    public async Task Its_images_move_to_the_default_album_however_many_there_are()
    {
        await FillAsync(_album, 1_003);

        await RemoveAsync(_album, nameof(AlbumImages.Move));

        Assert.Equal(1_003, Rows.ImageRows.Values.Count(i => i.AlbumId == Rows.DefaultAlbum.Id));
        Assert.DoesNotContain(_album.Id, Rows.AlbumRows.Keys);
        Assert.Equal(3 * 1_003, Blobs.Blobs.Count);
    }

    [Fact]
    public async Task Its_images_are_deleted_with_their_blobs_however_many_there_are()
    {
        await FillAsync(_album, 1_003);
        await FillAsync(Rows.DefaultAlbum, 1);

        await RemoveAsync(_album, nameof(AlbumImages.Delete));

        Assert.Single(Rows.ImageRows);
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.DoesNotContain(_album.Id, Rows.AlbumRows.Keys);
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task Images_that_arrive_meanwhile_go_the_same_way(string images)
    {
        int arrivals = 3;
        Rows.BeforeAlbumRemoval = () =>
        {
            if (arrivals-- > 0)
                FillAsync(_album, 1).GetAwaiter().GetResult();
        };

        await RemoveAsync(_album, images);

        Assert.DoesNotContain(_album.Id, Rows.AlbumRows.Keys);
        Assert.Equal(images == nameof(AlbumImages.Move) ? 3 : 0, Rows.ImageRows.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task What_is_moved_out_of_it_meanwhile_stays(int which)
    {
        await FillAsync(_album, 3);
        Image moved = Rows.ImageRows.Values.OrderBy(image => image.Id).ElementAt(which);
        Rows.BeforeRemoval = () => Rows.ImageRows[moved.Id] = moved with { AlbumId = Rows.DefaultAlbum.Id };

        await RemoveAsync(_album, nameof(AlbumImages.Delete));

        Image left = Assert.Single(Rows.ImageRows.Values);
        Assert.Equal((moved.Id, Rows.DefaultAlbum.Id), (left.Id, left.AlbumId));
        Assert.Equal(KeysOf(left), Blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(InFlight.Left());
    }

    [Fact]
    public async Task An_album_that_never_gets_empty_is_given_up()
    {
        Rows.BeforeAlbumRemoval = () => FillAsync(_album, 1).GetAwaiter().GetResult();

        await Refused(ErrorCode.AlbumNotEmpty, _album, nameof(AlbumImages.Move));
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task The_default_album_stays_with_all_its_images(string images)
    {
        await FillAsync(Rows.DefaultAlbum, 2);

        await Refused(ErrorCode.DefaultAlbum, Rows.DefaultAlbum, images);
        Assert.Equal(2, Rows.ImageRows.Count);
        Assert.Equal(6, Blobs.Blobs.Count);
    }

    [Theory]
    [InlineData(nameof(AlbumImages.Refuse))]
    [InlineData(nameof(AlbumImages.Move))]
    [InlineData(nameof(AlbumImages.Delete))]
    public async Task Another_users_album_is_not_there(string images)
    {
        await FillAsync(_album, 1);

        await Refused(ErrorCode.AlbumNotFound, _album with { UserId = 2 }, images);
        Assert.Single(Rows.ImageRows);
    }

    private Task<Album> RemoveAsync(Album album, string images) =>
        Library.RemoveAlbumAsync(album.UserId, album.Id, Enum.Parse<AlbumImages>(images), Cancellation);

    private Task Refused(ErrorCode code, Album album, string images) => Refused(code, () => RemoveAsync(album, images));

    private async Task FillAsync(Album album, int count)
    {
        for (int i = 0; i < count; i++)
            await AddAsync(Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture), album);
    }
}
