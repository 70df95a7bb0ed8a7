using System.Globalization;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>The album that a request names, by id or by name: a number is first looked for among the ids.</summary>
internal sealed class AlbumChoice(IAlbumStore albums)
{
    /// <summary>Null when the user has no such album.</summary>
    public async Task<Album?> FindAsync(long userId, string wanted)
    {
        if (long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            && await albums.FindAsync(userId, id).ConfigureAwait(false) is { } album)
            return album;
        return await albums.FindByNameAsync(userId, wanted).ConfigureAwait(false);
    }

    /// <summary>
    /// The album for pictures that are still to be looked at. It is made when the first of them is stored, so that a refused upload leaves no
    /// empty album behind.
    /// </summary>
    /// <exception cref="Errors.MapleException"><c>invalid_name</c>, at once.</exception>
    public async Task<Func<Task<Album>>> ForUploadAsync(User user, string? wanted)
    {
        if (!string.IsNullOrEmpty(wanted) && await FindAsync(user.Id, wanted).ConfigureAwait(false) is null)
            Names.CheckAlbum(wanted);
        Album? album = null;
        return async () => album ??= await FindOrAddAsync(user, wanted).ConfigureAwait(false);
    }

    /// <summary>Makes the album when there is none. Nothing asked for is the default album.</summary>
    public async Task<Album> FindOrAddAsync(User user, string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
            return (await albums.FindAsync(user.Id, user.DefaultAlbumId).ConfigureAwait(false))!;
        if (await FindAsync(user.Id, wanted).ConfigureAwait(false) is { } album)
            return album;
        Names.CheckAlbum(wanted);
        return await albums.GetOrAddAsync(user.Id, wanted).ConfigureAwait(false);
    }
}
