using Maple.Storage;

namespace Maple.Tests.Http;

internal static class Users
{
    public static User Bob { get; } = new()
    {
        Id = 1,
        Name = "bob",
        Email = "bob@example.com",
        PasswordHash = "",
        IsAdmin = false,
        DefaultAlbumId = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
