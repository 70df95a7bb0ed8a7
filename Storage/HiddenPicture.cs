namespace Maple.Storage;

/// <summary>A picture that is not for everybody.</summary>
/// <param name="Owner">Null: nobody's. Its row is gone, or not there yet, and what it was is not known.</param>
internal sealed record HiddenPicture(PictureOwner? Owner)
{
    public static readonly HiddenPicture Nobodys = new(Owner: null);
}

internal readonly record struct PictureOwner(long UserId, long AlbumId);
