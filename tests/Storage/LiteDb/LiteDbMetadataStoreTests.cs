using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;
using Maple.Tests.Contracts;

namespace Maple.Tests.Storage.LiteDb;

public sealed class LiteDbMetadataStoreTests : MetadataStoreContract
{
    private readonly TempFolder _folder = new();

    internal override async Task<IMetadataStore> OpenAsync() => await LiteDbMetadataStore.OpenAsync(_folder.Database, Time);

    [Fact]
    public async Task An_unexpected_error_fails_alone()
    {
        User user = await AddUserAsync();
        Task<(Image Image, bool Added)>[] adds = [.. Enumerable.Range(0, 100).Select(i =>
            Store.Images.AddAsync(NewImage(user, i) with { Sha256 = i % 20 == 0 ? "not hexadecimal" : Digest(user, i) }))];
        await SettleAsync(adds);
        for (int i = 0; i < adds.Length; i++)
        {
            Assert.Equal(i % 20 != 0, adds[i].IsCompletedSuccessfully);
            if (adds[i].IsFaulted)
                Assert.Equal(ErrorCode.InternalError, Assert.IsType<MapleException>(adds[i].Exception!.InnerException).Code);
        }

        Assert.Equal(95, (await Store.Albums.FindAsync(user.Id, user.DefaultAlbumId))!.ImageCount);
        await ReopenAsync();
        Assert.Equal(95, (await Store.Albums.FindAsync(user.Id, user.DefaultAlbumId))!.ImageCount);
    }

    [Fact]
    public async Task A_text_too_long_for_memory_is_refused()
    {
        User user = await AddUserAsync();
        await RefusedAsync(ErrorCode.InvalidParameter, () => Store.Images.AddAsync(NewImage(user, 1) with { Name = new string('x', 2000) }));
        Image image = await AddImageAsync(user, 1);
        ImageChange change = new(null, new string('x', 3_000_000), null);
        await RefusedAsync(ErrorCode.InvalidParameter, () => Store.Images.UpdateAsync(user.Id, image.Id, change));
        Assert.Equal(1, (await Store.Images.ListAsync(new ListQuery { UserId = user.Id })).Total);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
