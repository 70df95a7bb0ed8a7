using Maple.Auth;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>Who may see a picture: anybody who knows its name, unless its album is private.</summary>
internal enum Sight
{
    /// <summary>For anybody, and for every cache.</summary>
    Public,

    /// <summary>For this caller: a login or a key proved who they are.</summary>
    OwnersOnly,

    /// <summary>For whoever has this link.</summary>
    ByLink,

    /// <summary>To this caller there is no such picture.</summary>
    None,
}

/// <summary>Asked for every picture before a byte of it is looked for, wherever that then comes from: memory, disk or cache.</summary>
internal sealed class PictureSight(IImageStore images, ViewLinks links)
{
    public async ValueTask<Sight> OfAsync(Exchange exchange, BlobKey key)
    {
        if (await images.FindHiddenAsync(key).ConfigureAwait(false) is not { } hidden)
            return Sight.Public;
        if (hidden.Owner is not { } owner)
            return Sight.None;
        if (exchange.Caller is { } caller && MaySee(caller, owner))
            return Sight.OwnersOnly;
        return links.IsGood(key.Stem, exchange.Query("expires"), exchange.Query("sig")) ? Sight.ByLink : Sight.None;
    }

    private static bool MaySee(Caller caller, PictureOwner owner)
    {
        Grant grant = caller.Grant;
        if (caller.User.Id == owner.UserId && grant.Scopes.HasFlag(Scopes.Read) && grant.CoversAlbum(owner.AlbumId))
            return true;
        return caller.User.IsAdmin && grant.Scopes.HasFlag(Scopes.Admin);
    }
}
