namespace Maple.Storage.Facts;

/// <summary>One line of a facts file: one of these is there. A later line about the same thing replaces an earlier one.</summary>
internal sealed record Fact
{
    public UserFact? User { get; init; }
    public AlbumFact? Album { get; init; }

    /// <summary>An album's id. What was in it is in the default album.</summary>
    public long? AlbumRemoved { get; init; }

    public KeyFact? Key { get; init; }

    /// <summary>A key's id: it was revoked, and must never work again.</summary>
    public long? KeyRemoved { get; init; }

    public ImageFact? Image { get; init; }

    /// <summary>An image's stem.</summary>
    public string? ImageRemoved { get; init; }
}

// Shapes of their own rather than those of the store's contract: what was written years ago must be read whatever the contract has become.
internal sealed record UserFact(
    long Id, string Name, string Email, string PasswordHash, bool IsAdmin, long DefaultAlbumId, DateTimeOffset CreatedAt, bool IsDisabled = false)
{
    public static UserFact Of(User user) =>
        new(user.Id, user.Name, user.Email, user.PasswordHash, user.IsAdmin, user.DefaultAlbumId, user.CreatedAt, user.IsDisabled);
}

/// <param name="Cover">The id of the image that was chosen.</param>
/// <param name="Private">True or null.</param>
internal sealed record AlbumFact(
    long Id, string Name, string Description, bool IsDefault, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long? Cover = null,
    bool? Private = null)
{
    public static AlbumFact Of(Album album) =>
        new(album.Id, album.Name, album.Description, album.IsDefault, album.CreatedAt, album.UpdatedAt, album.CoverId, album.IsPrivate ? true : null);
}

/// <summary>With its id and time of issue the key can be derived from the secret again: the one in people's scripts stays good.</summary>
/// <param name="Scopes">As <see cref="ScopeWords"/> writes them; null: all.</param>
/// <param name="Album">The id of the one album that it is for.</param>
internal sealed record KeyFact(
    long Id, string Name, DateTimeOffset IssuedAt, string? Scopes = null, long? Album = null, DateTimeOffset? ExpiresAt = null)
{
    public static KeyFact Of(ApiKey key) => new(
        key.Id, key.Name, key.IssuedAt, key.Scopes == Storage.Scopes.All ? null : key.Scopes.Words(), key.AlbumId, key.ExpiresAt);

    /// <summary>Words that this maple doesn't know allow nothing.</summary>
    public ApiKey ToKey(long id, long userId, long? albumId) => new()
    {
        Id = id,
        UserId = userId,
        Name = Name,
        IssuedAt = IssuedAt,
        Scopes = Scopes is null ? Storage.Scopes.All : ScopeWords.TryParse(Scopes, out Scopes known) ? known : Storage.Scopes.None,
        AlbumId = albumId,
        ExpiresAt = ExpiresAt,
    };
}

/// <summary>Stands among the facts of the image's owner, wherever its files are.</summary>
/// <param name="Album">The album's name, for when the account's facts are lost.</param>
/// <param name="Folder">The folder of its files; null: the owner's.</param>
/// <param name="Version">Null: the first.</param>
/// <param name="Kept">As <see cref="KeptVersion"/> writes it.</param>
internal sealed record ImageFact(
    long Id,
    string Stem,
    string Extension,
    string RenditionExtension,
    string Name,
    string Description,
    string OriginalFilename,
    long AlbumId,
    string Album,
    int Width,
    int Height,
    long Bytes,
    string Sha256,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Folder = null,
    int? Version = null,
    string? Kept = null)
{
    /// <param name="owner">The owner's name.</param>
    public static ImageFact Of(Image image, string album, string owner) => new(
        image.Id,
        image.Stem,
        image.Extension,
        image.RenditionExtension,
        image.Name,
        image.Description,
        image.OriginalFilename,
        image.AlbumId,
        album,
        image.Width,
        image.Height,
        image.Bytes,
        image.Sha256,
        image.CreatedAt,
        image.UpdatedAt,
        image.Folder == owner ? null : image.Folder,
        image.Version == 0 ? null : image.Version,
        image.Kept);

    public Image ToImage(string owner, long userId, long albumId) => new()
    {
        Id = Id,
        UserId = userId,
        AlbumId = albumId,
        Name = Name,
        Description = Description,
        OriginalFilename = OriginalFilename,
        Stem = Stem,
        Folder = Folder ?? owner,
        Extension = Extension,
        RenditionExtension = RenditionExtension,
        Width = Width,
        Height = Height,
        Bytes = Bytes,
        Sha256 = Sha256,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Version = Version ?? 0,
        Kept = Kept,
    };
}
