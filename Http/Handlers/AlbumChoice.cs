using System.Globalization;
using Maple.Errors;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>The album that a request names, by id or by name: a number is first looked for among the ids.</summary>
internal sealed class AlbumChoice(IAlbumStore albums)
{
    /// <summary>Null when the user has no such album, or the caller's key is for another.</summary>
    public async Task<Album?> FindAsync(Caller caller, string wanted) =>
        await FindAsync(caller.User.Id, wanted).ConfigureAwait(false) is { } album && caller.Grant.CoversAlbum(album.Id) ? album : null;

    /// <summary>Null when none is named.</summary>
    /// <exception cref="MapleException"><c>album_not_found</c></exception>
    public async Task<Album?> FindAnyAsync(Caller caller, string? wanted) =>
        string.IsNullOrEmpty(wanted) ? null : await FindAsync(caller, wanted).ConfigureAwait(false) ?? throw NotFound(wanted);

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
    /// empty album behind; one that was there is meant itself, and never another of its name. A key for one album puts them there and nowhere else.
    /// </summary>
    /// <param name="wanted">Id or name.</param>
    /// <param name="id">An id that is no name; comes first.</param>
    /// <exception cref="MapleException"><c>invalid_name</c>, <c>insufficient_scope</c>, <c>album_not_found</c>, at once.</exception>
    public async Task<Func<Task<Album>>> ForUploadAsync(Caller caller, string? wanted, string? id)
    {
        User user = caller.User;
        Album? known = caller.Grant.AlbumId is { } only ? await OnlyAsync(user, only, string.IsNullOrEmpty(id) ? wanted : id).ConfigureAwait(false)
            : !string.IsNullOrEmpty(id) ? await KnownAsync(user, id).ConfigureAwait(false)
            : !string.IsNullOrEmpty(wanted) ? await FindAsync(user.Id, wanted).ConfigureAwait(false)
            : null;
        if (known is not null)
            return async () => await albums.FindAsync(user.Id, known.Id).ConfigureAwait(false) ?? throw NotFound(known.Name);
        if (!string.IsNullOrEmpty(wanted))
            Names.CheckAlbum(wanted);
        Album? album = null;
        return async () => album ??= await FindOrAddAsync(user, wanted).ConfigureAwait(false);
    }

    /// <summary>Whether an image's links are for its owner alone.</summary>
    public async Task<bool> IsPrivateAsync(Image image) => await albums.FindAsync(image.UserId, image.AlbumId).ConfigureAwait(false) is { IsPrivate: true };

    /// <summary>Where images are moved to; null when no album is named.</summary>
    /// <inheritdoc cref="ForUploadAsync"/>
    public async Task<Album?> TargetAsync(User user, string? wanted, string? id) =>
        !string.IsNullOrEmpty(id) ? await KnownAsync(user, id).ConfigureAwait(false)
        : !string.IsNullOrEmpty(wanted) ? await FindOrAddAsync(user, wanted).ConfigureAwait(false)
        : null;

    /// <summary>Makes the album when there is none. Nothing asked for is the default album.</summary>
    public async Task<Album> FindOrAddAsync(User user, string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
            return await albums.FindAsync(user.Id, user.DefaultAlbumId).ConfigureAwait(false) ?? throw UserGone();
        if (await FindAsync(user.Id, wanted).ConfigureAwait(false) is { } album)
            return album;
        Names.CheckAlbum(wanted);
        return await albums.GetOrAddAsync(user.Id, wanted).ConfigureAwait(false);
    }

    public static MapleException NotFound(string wanted) => new(
        ErrorCode.AlbumNotFound,
        $"You have no album '{Excerpt.Of(wanted)}'. GET /api/albums lists yours.",
        $"没有相册 '{Excerpt.Of(wanted)}'。GET /api/albums 可列出你的相册。")
    { Parameter = "album" };

    /// <summary>By id alone: a number that is none must not become an album of that name.</summary>
    private async Task<Album> KnownAsync(User user, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? await albums.FindAsync(user.Id, number).ConfigureAwait(false) ?? throw NotFound(id)
            : throw NotFound(id);

    private async Task<Album> OnlyAsync(User user, long only, string? wanted)
    {
        Album album = await albums.FindAsync(user.Id, only).ConfigureAwait(false) ?? throw Gone();
        // Which others there are is not said.
        if (!string.IsNullOrEmpty(wanted) && wanted != only.ToString(CultureInfo.InvariantCulture) && !wanted.Equals(album.Name, StringComparison.OrdinalIgnoreCase))
            throw Elsewhere();
        return album;
    }

    private static MapleException UserGone() => new(ErrorCode.UserNotFound, "This user no longer exists.", "该用户已不存在。");

    private static MapleException Gone() => new(
        ErrorCode.AlbumNotFound, "The album that your key is for has been deleted. Ask for another key.", "你的密钥所限定的相册已被删除，请换用其他密钥。");

    private static MapleException Elsewhere() => new(
        ErrorCode.InsufficientScope,
        "Your key is for one album and puts pictures nowhere else. Leave 'album' out.",
        "你的密钥只限一个相册，不能上传到别处。请去掉参数 'album'。")
    { Parameter = "album" };
}
