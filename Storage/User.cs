namespace Maple.Storage;

/// <summary>A person who owns albums and images. <see cref="Name"/> is also the folder of their files.</summary>
internal sealed record User
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }

    /// <summary>A werkzeug-compatible string, see <c>Auth/PasswordHash.cs</c>.</summary>
    public required string PasswordHash { get; init; }

    public required bool IsAdmin { get; init; }
    public required long DefaultAlbumId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Neither logins nor keys and sessions are taken any more. Their pictures stay served.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Set once the user's removal has begun.</summary>
    public UserRemovalPlan? Removal { get; init; }
}

/// <summary>A change of a user; null leaves a field as it is.</summary>
internal sealed record UserChange
{
    public string? Email { get; init; }
    public string? PasswordHash { get; init; }
    public bool? IsAdmin { get; init; }
    public bool? IsDisabled { get; init; }
}

/// <summary>What becomes of the images of a user who is removed.</summary>
/// <param name="MoveTo">The user who gets them; null: they are deleted.</param>
internal sealed record UserRemovalPlan(long? MoveTo);

/// <summary>What a caller says of a user to be made; the store adds id, default album, default key and whether it is the first.</summary>
internal sealed record NewUser(string Name, string Email, string PasswordHash, bool IsAdmin);
