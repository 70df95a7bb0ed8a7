using Maple.Errors;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>
/// Keys for the API. A key's token signs its id with its time of issue and is derived anew each time, so the store holds none:
/// whoever steals the store without the secret can't make one.
/// </summary>
internal sealed class ApiKeys(Purposes purposes, IKeyStore keys, IUserStore users, KeyUses uses, TimeProvider time)
{
    /// <summary>The token that its owner sends; the same each time as long as the newest secret is the same.</summary>
    public string Token(ApiKey key) => purposes.ApiKey.Dump(key.Id, key.IssuedAt);

    /// <summary>The token of the user's default key, null when it is revoked.</summary>
    public async Task<string?> FindTokenAsync(long userId, CancellationToken cancellation = default) =>
        await keys.FindByNameAsync(userId, ApiKey.DefaultName, cancellation) is { } key ? Token(key) : null;

    /// <summary>The token of a new default key; the old one is worth nothing from now on.</summary>
    public async Task<string> ResetAsync(long userId, CancellationToken cancellation = default) =>
        Token(await keys.ReplaceAsync(userId, ApiKey.DefaultName, cancellation));

    /// <summary>All of a user's keys, by id, with their last uses.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(long userId, CancellationToken cancellation = default) =>
        [.. (await keys.ListAsync(userId, cancellation)).Select(uses.Of)];

    /// <exception cref="MapleException"><c>invalid_name</c>, <c>invalid_parameter</c>, <c>key_exists</c>, <c>album_not_found</c></exception>
    public Task<ApiKey> AddAsync(long userId, NewKey key, CancellationToken cancellation = default)
    {
        Names.CheckKey(key.Name);
        if (key.Name.Equals(ApiKey.DefaultName, StringComparison.OrdinalIgnoreCase))
            throw Reserved();
        if (key.Scopes.HasFlag(Scopes.Admin) && key.AlbumId is not null)
            throw AdminOfAnAlbum();
        if (key.ExpiresAt <= time.GetUtcNow())
            throw Past();
        return keys.AddAsync(userId, key, cancellation);
    }

    /// <summary>Revokes it: it is worth nothing from now on.</summary>
    /// <exception cref="MapleException"><c>key_not_found</c></exception>
    public async Task<ApiKey> RemoveAsync(long userId, long id, CancellationToken cancellation = default) =>
        await keys.RemoveAsync(userId, id, cancellation) ?? throw NotFound($"{id}");

    /// <summary>Whose key it is; null for one that is revoked, expired, not ours, of a disabled user, or garbage. It counts as a use of it.</summary>
    public async Task<KeyHolder?> AuthenticateAsync(string token, CancellationToken cancellation = default)
    {
        LoadedToken loaded = purposes.ApiKey.Load(token);
        if (loaded.Int64 is not { } id
            || await keys.FindAsync(id, cancellation) is not { } key
            || key.IssuedAt != loaded.SignedAt
            || await FindHolderAsync(key, cancellation) is not { } holder)
            return null;
        uses.Note(key.Id);
        return holder;
    }

    /// <summary>Whose key that is; null when it is worth nothing now.</summary>
    public async Task<KeyHolder?> FindHolderAsync(long id, CancellationToken cancellation = default) =>
        await keys.FindAsync(id, cancellation) is { } key ? await FindHolderAsync(key, cancellation) : null;

    /// <summary>The user's default key. One that was revoked stays so, until its user makes a new one.</summary>
    /// <exception cref="MapleException"><c>key_not_found</c></exception>
    public async Task<ApiKey> DefaultAsync(long userId, CancellationToken cancellation = default) =>
        await keys.FindByNameAsync(userId, ApiKey.DefaultName, cancellation) ?? throw DefaultRevoked();

    public static MapleException NotFound(string id) => new(
        ErrorCode.KeyNotFound, $"You have no key '{id}'. GET /api/keys lists yours.", $"没有编号为 '{id}' 的密钥。GET /api/keys 可列出你的密钥。");

    /// <summary>Null when the key is worth nothing now.</summary>
    private async Task<KeyHolder?> FindHolderAsync(ApiKey key, CancellationToken cancellation) =>
        !(key.ExpiresAt <= time.GetUtcNow()) && await users.FindAsync(key.UserId, cancellation) is { IsDisabled: false } user ? new(user, key) : null;

    private static MapleException DefaultRevoked() => new(
        ErrorCode.KeyNotFound,
        "Your key named default is revoked. Make a new one: on the account's page, with 'maple key --reset', or with POST /api/account/key.",
        "你的默认密钥（default）已被吊销。请在账户页面、用 maple key --reset 或 POST /api/account/key 重新生成。");

    private static MapleException Reserved() => new(
        ErrorCode.InvalidName,
        "The name 'default' is that of the key that every user has. Choose another name, or make that key anew ('maple key --reset').",
        "名称“default”属于每个用户自带的密钥。请换一个名称，或重新生成该密钥（maple key --reset）。")
    { Parameter = "name" };

    private static MapleException AdminOfAnAlbum() => new(
        ErrorCode.InvalidParameter,
        "A key with the scope 'admin' can't be for one album: administration is about everything.",
        "带有 admin 权限的密钥不能限定于某个相册：管理涉及全部内容。")
    { Parameter = "album" };

    private static MapleException Past() => new(
        ErrorCode.InvalidParameter, "The key would have expired already. Choose a time in the future.", "该到期时间已过去，请选择将来的时间。")
    { Parameter = "expires_at" };
}

/// <summary>A key that is valid now, and whose it is.</summary>
internal sealed record KeyHolder(User User, ApiKey Key);
