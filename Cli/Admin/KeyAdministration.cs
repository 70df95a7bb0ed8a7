using System.Globalization;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Handlers;
using Maple.Storage;

namespace Maple.Cli.Admin;

/// <summary>What commands ask about a user's keys.</summary>
internal sealed class KeyAdministration(IAlbumStore albums, ApiKeys keys)
{
    /// <returns>The key that it was about, or all of them.</returns>
    /// <exception cref="MapleException"><c>invalid_name</c>, <c>invalid_parameter</c>, <c>key_exists</c>, <c>key_not_found</c>, <c>album_not_found</c></exception>
    public async Task<IReadOnlyList<KeyEntry>> DoAsync(AdminAction action, User user, KeyWish? wish)
    {
        IReadOnlyList<ApiKey> found = action switch
        {
            AdminAction.CreateKey => [await AddAsync(user, wish!)],
            AdminAction.RevokeKey => [await RemoveAsync(user, wish!.Name)],
            _ => await keys.ListAsync(user.Id),
        };
        var entries = new List<KeyEntry>();
        foreach (var key in found)
            entries.Add(new(key.Id, key.Name, keys.Token(key), key.Scopes.Words(), await AlbumOf(key), key.IssuedAt, key.ExpiresAt, key.UsedAt));
        return entries;
    }

    private async Task<ApiKey> AddAsync(User user, KeyWish wish)
    {
        if (!ScopeWords.TryParse(wish.Scopes ?? ScopeWords.All, out var scopes))
            throw new MapleException(
                ErrorCode.InvalidParameter,
                $"'{wish.Scopes}' are no scopes. Give some of these, with commas between: {ScopeWords.All}.",
                $"“{wish.Scopes}”不是有效的权限。请从下列选择，以逗号分隔：{ScopeWords.All}。");
        Album? album = null;
        if (wish.Album is { } wanted)
            album = await new AlbumChoice(albums).FindAsync(user.Id, wanted) ?? throw new MapleException(
                ErrorCode.AlbumNotFound, $"{user.Name} has no album '{wanted}'.", $"用户“{user.Name}”没有相册“{wanted}”。");
        return await keys.AddAsync(user.Id, new(wish.Name, scopes, album?.Id, wish.ExpiresAt));
    }

    /// <summary>By name, else by id.</summary>
    private async Task<ApiKey> RemoveAsync(User user, string wanted)
    {
        var all = await keys.ListAsync(user.Id);
        var key = all.FirstOrDefault(key => key.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? all.FirstOrDefault(key => key.Id.ToString(CultureInfo.InvariantCulture) == wanted)
            ?? throw new MapleException(
                ErrorCode.KeyNotFound,
                $"{user.Name} has no key '{wanted}'; 'maple key list' lists them.",
                $"用户“{user.Name}”没有密钥“{wanted}”；maple key list 可列出所有密钥。");
        return await keys.RemoveAsync(user.Id, key.Id);
    }

    private async Task<string?> AlbumOf(ApiKey key) => key.AlbumId is { } id
        ? (await albums.FindAsync(key.UserId, id))?.Name ?? id.ToString(CultureInfo.InvariantCulture)
        : null;
}
