using Maple.Auth;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Handlers;
using Maple.Storage;
using Maple.Tests.Storage;

namespace Maple.Tests.Http.Handlers;

/// <summary>Which album is meant, also when it goes while the pictures for it are still coming.</summary>
public sealed class AlbumChoiceTests : LibraryTestBase
{
    private readonly AlbumChoice _choice;
    private readonly Caller _caller;
    private readonly Album _trips;

    public AlbumChoiceTests()
    {
        _choice = new AlbumChoice(Rows);
        _caller = new Caller(Rows.User, ByCookie: false, Grant.Everything);
        _trips = Rows.AddAlbum("trips");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_album_that_goes_meanwhile_becomes_no_other_of_its_id(bool byId)
    {
        Func<Task<Album>> album = await _choice.ForUploadAsync(_caller, byId ? null : $"{_trips.Id}", byId ? $"{_trips.Id}" : null);
        Rows.AlbumRows.Remove(_trips.Id);

        await Refused(ErrorCode.AlbumNotFound, async () => await album());

        Assert.Equal(Rows.DefaultAlbum, Assert.Single(Rows.AlbumRows.Values));
    }

    [Fact]
    public async Task An_id_comes_before_a_name_and_is_none()
    {
        Assert.Equal(_trips, await _choice.TargetAsync(Rows.User, "other", $"{_trips.Id}"));
        await Refused(ErrorCode.AlbumNotFound, () => _choice.TargetAsync(Rows.User, "other", "404"));
        await Refused(ErrorCode.AlbumNotFound, () => _choice.TargetAsync(Rows.User, null, "trips"));
        await Refused(ErrorCode.AlbumNotFound, () => _choice.ForUploadAsync(_caller, null, "404"));

        Assert.Equal(2, Rows.AlbumRows.Count);
    }

    [Fact]
    public async Task Who_is_deleted_meanwhile_has_no_default_album()
    {
        Func<Task<Album>> album = await _choice.ForUploadAsync(_caller, null, null);
        Rows.AlbumRows.Clear();

        await Refused(ErrorCode.UserNotFound, async () => await album());
    }
}
