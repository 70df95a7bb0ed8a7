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
}

/// <summary>What a caller says of a user to be made; the store adds id, default album, default key and whether it is the first.</summary>
internal sealed record NewUser(string Name, string Email, string PasswordHash, bool IsAdmin);
