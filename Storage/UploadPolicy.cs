namespace Maple.Storage;

/// <summary>Lets whoever has its token send pictures into one album, and do nothing else.</summary>
internal sealed record UploadPolicy
{
    /// <summary>Random, from <c>Auth/UploadPolicies.cs</c>; the token carries it signed.</summary>
    public required string Id { get; init; }

    public required long UserId { get; init; }

    /// <summary>The key that it was made with. It is worth no more than that key is.</summary>
    public required long KeyId { get; init; }

    public required long AlbumId { get; init; }

    /// <summary>Bytes of a file, at most; null: as the server allows.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Formats as <see cref="Image.Extension"/> has them, with commas between; null: as the server allows.</summary>
    public string? Kinds { get; init; }

    /// <summary>How many files may be stored with it; null: any number.</summary>
    public int? Files { get; init; }

    /// <summary>How many were.</summary>
    public int Used { get; init; }

    /// <summary>Whole seconds, UTC: the timestamp inside the token.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsUsedUp => Used >= Files;
}

/// <remarks>Rows go once they have expired: each new one takes some of them away.</remarks>
internal interface IPolicyStore
{
    /// <exception cref="Errors.MapleException"><c>key_not_found</c>, <c>album_not_found</c>, <c>too_many_policies</c></exception>
    Task AddAsync(UploadPolicy policy, CancellationToken cancellation = default);

    /// <summary>Null when it never was, was revoked or has expired.</summary>
    Task<UploadPolicy?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>A user's, those that expire first before the others.</summary>
    Task<IReadOnlyList<UploadPolicy>> ListAsync(long userId, CancellationToken cancellation = default);

    /// <summary>Counts one file more, in one step with the question whether one is left; false when none is, or the policy is gone.</summary>
    Task<bool> TakeAsync(string id, CancellationToken cancellation = default);

    /// <summary>Gives back what was taken for a file that was not stored.</summary>
    Task GiveBackAsync(string id, CancellationToken cancellation = default);

    /// <summary>Revokes it and returns what it was; null when the user has none of that id.</summary>
    Task<UploadPolicy?> RemoveAsync(long userId, string id, CancellationToken cancellation = default);
}
