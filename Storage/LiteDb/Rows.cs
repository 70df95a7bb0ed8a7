using LiteDB;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Records to rows and back, by hand: the engine's own mapper needs reflection, which NativeAOT trims away. Times are Unix milliseconds, UTC.
/// </summary>
internal static class Rows
{
    private const string Deletes = "delete";

    public static BsonDocument Of(User user)
    {
        BsonDocument row = new()
        {
            ["_id"] = user.Id,
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["password"] = user.PasswordHash,
            ["admin"] = user.IsAdmin,
            ["album"] = user.DefaultAlbumId,
            ["created"] = user.CreatedAt.ToUnixTimeMilliseconds(),
        };
        if (user.IsDisabled)
            row["disabled"] = true;
        if (user.Removal is { } removal)
            row["removal"] = removal.MoveTo is { } to ? to : Deletes;
        return row;
    }

    public static User ToUser(BsonDocument row) => new()
    {
        Id = row["_id"].AsInt64,
        Name = row["name"].AsString,
        Email = row["email"].AsString,
        PasswordHash = row["password"].AsString,
        IsAdmin = row["admin"].AsBoolean,
        DefaultAlbumId = row["album"].AsInt64,
        CreatedAt = Time(row["created"]),
        IsDisabled = row["disabled"] is { IsBoolean: true } disabled && disabled.AsBoolean,
        Removal = row["removal"] switch
        {
            { IsInt64: true } to => new UserRemovalPlan(to.AsInt64),
            { IsString: true } => new UserRemovalPlan(null),
            _ => null,
        },
    };

    public static BsonDocument Of(ApiKey key)
    {
        BsonDocument row = new()
        {
            ["_id"] = key.Id,
            ["user"] = key.UserId,
            ["name"] = key.Name,
            ["issued"] = key.IssuedAt.ToUnixTimeMilliseconds(),
            ["scopes"] = (int)key.Scopes,
        };
        if (key.AlbumId is { } album)
            row["album"] = album;
        if (key.ExpiresAt is { } expires)
            row["expires"] = expires.ToUnixTimeMilliseconds();
        if (key.UsedAt is { } used)
            row["used"] = used.ToUnixTimeMilliseconds();
        return row;
    }

    public static ApiKey ToKey(BsonDocument row) => new()
    {
        Id = row["_id"].AsInt64,
        UserId = row["user"].AsInt64,
        Name = row["name"].AsString,
        IssuedAt = Time(row["issued"]),
        // Schema 1 knew keys without restrictions alone.
        Scopes = row["scopes"].IsNull ? Scopes.All : (Scopes)row["scopes"].AsInt32,
        AlbumId = row["album"].IsNull ? null : row["album"].AsInt64,
        ExpiresAt = row["expires"].IsNull ? null : Time(row["expires"]),
        UsedAt = row["used"].IsNull ? null : Time(row["used"]),
    };

    public static BsonDocument Of(UploadPolicy policy)
    {
        BsonDocument row = new()
        {
            ["_id"] = policy.Id,
            ["user"] = policy.UserId,
            ["key"] = policy.KeyId,
            ["album"] = policy.AlbumId,
            ["used"] = policy.Used,
            ["issued"] = policy.IssuedAt.ToUnixTimeMilliseconds(),
            ["expires"] = policy.ExpiresAt.ToUnixTimeMilliseconds(),
        };
        if (policy.MaxBytes is { } bytes)
            row["bytes"] = bytes;
        if (policy.Kinds is { } kinds)
            row["kinds"] = kinds;
        if (policy.Files is { } files)
            row["files"] = files;
        return row;
    }

    public static UploadPolicy ToPolicy(BsonDocument row) => new()
    {
        Id = row["_id"].AsString,
        UserId = row["user"].AsInt64,
        KeyId = row["key"].AsInt64,
        AlbumId = row["album"].AsInt64,
        Used = row["used"].AsInt32,
        IssuedAt = Time(row["issued"]),
        ExpiresAt = Time(row["expires"]),
        MaxBytes = row["bytes"].IsNull ? null : row["bytes"].AsInt64,
        Kinds = row["kinds"].IsNull ? null : row["kinds"].AsString,
        Files = row["files"].IsNull ? null : row["files"].AsInt32,
    };

    public static BsonDocument Of(Session session) => new()
    {
        ["_id"] = session.Id,
        ["user"] = session.UserId,
        ["expires"] = session.ExpiresAt.ToUnixTimeMilliseconds(),
    };

    public static Session ToSession(BsonDocument row) => new(row["_id"].AsString, row["user"].AsInt64, Time(row["expires"]));

    public static BsonDocument Of(Album album)
    {
        BsonDocument row = new()
        {
            ["_id"] = album.Id,
            ["user"] = album.UserId,
            ["name"] = album.Name,
            ["description"] = album.Description,
            ["default"] = album.IsDefault,
            ["created"] = album.CreatedAt.ToUnixTimeMilliseconds(),
            ["updated"] = album.UpdatedAt.ToUnixTimeMilliseconds(),
        };
        if (album.CoverId is { } cover)
            row["cover"] = cover;
        if (album.IsPrivate)
            row["private"] = true;
        return row;
    }

    public static Album ToAlbum(BsonDocument row) => new()
    {
        Id = row["_id"].AsInt64,
        UserId = row["user"].AsInt64,
        Name = row["name"].AsString,
        Description = row["description"].AsString,
        IsDefault = row["default"].AsBoolean,
        CreatedAt = Time(row["created"]),
        UpdatedAt = Time(row["updated"]),
        CoverId = row["cover"] is { IsInt64: true } cover ? cover.AsInt64 : null,
        IsPrivate = row["private"] is { IsBoolean: true } hidden && hidden.AsBoolean,
        ImageCount = 0,
    };

    public static BsonDocument Of(Image image)
    {
        BsonDocument row = new()
        {
            ["_id"] = image.Id,
            ["user"] = image.UserId,
            ["album"] = image.AlbumId,
            ["name"] = image.Name,
            ["description"] = image.Description,
            ["file"] = image.OriginalFilename,
            ["stem"] = image.Stem,
            ["folder"] = image.Folder,
            ["extension"] = image.Extension,
            ["rendition"] = image.RenditionExtension,
            ["width"] = image.Width,
            ["height"] = image.Height,
            ["bytes"] = image.Bytes,
            ["sha256"] = Convert.FromHexString(image.Sha256),
            ["created"] = image.CreatedAt.ToUnixTimeMilliseconds(),
            ["updated"] = image.UpdatedAt.ToUnixTimeMilliseconds(),
        };
        if (image.Version > 0)
            row["version"] = image.Version;
        if (image.Kept is { } kept)
            row["kept"] = kept;
        return row;
    }

    public static Image ToImage(BsonDocument row) => new()
    {
        Id = row["_id"].AsInt64,
        UserId = row["user"].AsInt64,
        AlbumId = row["album"].AsInt64,
        Name = row["name"].AsString,
        Description = row["description"].AsString,
        OriginalFilename = row["file"].AsString,
        Stem = row["stem"].AsString,
        Folder = row["folder"].AsString,
        Extension = row["extension"].AsString,
        RenditionExtension = row["rendition"].AsString,
        Width = row["width"].AsInt32,
        Height = row["height"].AsInt32,
        Bytes = row["bytes"].AsInt64,
        Sha256 = Convert.ToHexStringLower(row["sha256"].AsBinary),
        CreatedAt = Time(row["created"]),
        UpdatedAt = Time(row["updated"]),
        Version = row["version"] is { IsInt32: true } version ? version.AsInt32 : 0,
        Kept = row["kept"] is { IsString: true } kept ? kept.AsString : null,
    };

    private static DateTimeOffset Time(BsonValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.AsInt64);
}
