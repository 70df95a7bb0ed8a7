using Maple.Storage;

namespace Maple.Auth;

/// <summary>What a credential lets its bearer do in its user's name.</summary>
internal sealed record Grant(Scopes Scopes)
{
    /// <summary>A login's: whatever the user may.</summary>
    public static readonly Grant Everything = new(Scopes.All);

    /// <summary>The one album that it is for; null: all of them.</summary>
    public long? AlbumId { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The key, where it is one's.</summary>
    public long? KeyId { get; init; }

    /// <summary>It is no key, but a policy, which lets its bearer upload and do nothing else.</summary>
    public UploadPolicy? Policy { get; init; }

    /// <summary>Nothing that it made could have more rights than it has itself.</summary>
    public bool IsUnrestricted => Scopes == Scopes.All && AlbumId is null && ExpiresAt is null;

    public static Grant Of(ApiKey key) => new(key.Scopes) { AlbumId = key.AlbumId, ExpiresAt = key.ExpiresAt, KeyId = key.Id };

    public static Grant Of(UploadPolicy policy) => new(Scopes.Upload) { AlbumId = policy.AlbumId, ExpiresAt = policy.ExpiresAt, Policy = policy };

    public bool Covers(Image image) => CoversAlbum(image.AlbumId);

    public bool CoversAlbum(long id) => AlbumId is not { } only || only == id;
}
