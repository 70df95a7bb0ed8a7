using System.Globalization;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Handlers;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Cli.Admin;

/// <summary>What commands ask about a user's upload policies.</summary>
internal sealed class PolicyAdministration(IAlbumStore albums, UploadPolicies policies)
{
    /// <returns>The policy that it was about, or all of them.</returns>
    /// <exception cref="MapleException"><c>invalid_name</c>, <c>invalid_parameter</c>, <c>policy_not_found</c>, <c>too_many_policies</c></exception>
    public async Task<IReadOnlyList<PolicyEntry>> DoAsync(AdminAction action, User user, PolicyWish? wish)
    {
        IReadOnlyList<UploadPolicy> found = action switch
        {
            AdminAction.CreatePolicy => [await AddAsync(user, wish!)],
            AdminAction.RevokePolicy => [await policies.RemoveAsync(user.Id, wish!.Id!)],
            _ => await policies.ListAsync(user.Id),
        };
        var entries = new List<PolicyEntry>();
        foreach (var policy in found)
        {
            var album = (await albums.FindAsync(user.Id, policy.AlbumId))?.Name ?? policy.AlbumId.ToString(CultureInfo.InvariantCulture);
            entries.Add(new(policy.Id, policies.Token(policy), album, policy.MaxBytes, policy.Kinds, policy.Files, policy.Used, policy.ExpiresAt));
        }

        return entries;
    }

    private async Task<UploadPolicy> AddAsync(User user, PolicyWish wish)
    {
        var kinds = wish.Kinds is null ? null : ImageFormat.Kinds(wish.Kinds) ?? throw new MapleException(
            ErrorCode.InvalidParameter,
            $"'{wish.Kinds}' are no kinds of pictures. Give some of png, jpg, gif, webp, bmp, with commas between.",
            $"“{wish.Kinds}”不是有效的图片格式。请从 png、jpg、gif、webp、bmp 中选择，以逗号分隔。");
        var album = await new AlbumChoice(albums).FindOrAddAsync(user, wish.Album);
        return await policies.AddAsync(user.Id, null, new(album.Id, wish.ExpiresAt!.Value, wish.MaxBytes, kinds, wish.Files));
    }
}
