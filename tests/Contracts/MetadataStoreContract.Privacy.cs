using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    [Fact]
    public async Task A_picture_is_hidden_while_its_album_is_private()
    {
        User user = await AddUserAsync();
        Album secret = await Store.Albums.AddAsync(user.Id, "secret", "", isPrivate: true);
        Image open = await AddImageAsync(user, 1), hidden = await AddImageAsync(user, 2, image => image with { AlbumId = secret.Id });
        await ReopenAsync();

        Assert.True((await Store.Albums.FindAsync(user.Id, secret.Id))!.IsPrivate);
        Assert.Null(await Store.Images.FindHiddenAsync(open.Original));
        foreach (BlobKey key in (BlobKey[])[hidden.Original, hidden.Thumb, hidden.Show])
            Assert.Equal(new PictureOwner(user.Id, secret.Id), (await Store.Images.FindHiddenAsync(key))?.Owner);

        await Store.Images.UpdateAsync(user.Id, hidden.Id, new ImageChange(null, null, user.DefaultAlbumId));
        Assert.Null(await Store.Images.FindHiddenAsync(hidden.Original));
        await Store.Images.MoveAsync(user.Id, [hidden.Id, open.Id], secret.Id);
        Assert.NotNull(await Store.Images.FindHiddenAsync(open.Original));
        await Store.Albums.UpdateAsync(user.Id, secret.Id, new AlbumChange(null, null) { IsPrivate = false });
        Assert.Null(await Store.Images.FindHiddenAsync(open.Original));
        await Store.Albums.UpdateAsync(user.Id, user.DefaultAlbumId, new AlbumChange(null, null) { IsPrivate = true });
        Assert.Null(await Store.Images.FindHiddenAsync(open.Original));
        await Store.Albums.UpdateAsync(user.Id, secret.Id, new AlbumChange("other", null));
        Assert.False((await Store.Albums.FindAsync(user.Id, secret.Id))!.IsPrivate);
    }

    [Fact]
    public async Task A_private_album_is_not_emptied_into_one_that_everybody_sees()
    {
        User user = await AddUserAsync();
        Album secret = await Store.Albums.AddAsync(user.Id, "secret", "", isPrivate: true);
        Image hidden = await AddImageAsync(user, 1, image => image with { AlbumId = secret.Id });

        await RefusedAsync(ErrorCode.AlbumPrivate, () => Store.Images.MoveAsync(user.Id, secret.Id, user.DefaultAlbumId, 10));

        Assert.NotNull(await Store.Images.FindHiddenAsync(hidden.Original));
        await Store.Albums.UpdateAsync(user.Id, user.DefaultAlbumId, new AlbumChange(null, null) { IsPrivate = true });
        Assert.Equal(1, await Store.Images.MoveAsync(user.Id, secret.Id, user.DefaultAlbumId, 10));
    }

    [Fact]
    public async Task Where_there_was_a_private_album_a_picture_without_a_row_is_nobodys()
    {
        User user = await AddUserAsync();
        Album secret = await Store.Albums.AddAsync(user.Id, "secret", "", isPrivate: true);
        Image hidden = await AddImageAsync(user, 2, image => image with { AlbumId = secret.Id });

        await Store.Images.RemoveAsync(user.Id, hidden.Id);
        Assert.Equal(HiddenPicture.Nobodys, await Store.Images.FindHiddenAsync(hidden.Thumb));
        await Store.Albums.RemoveAsync(user.Id, secret.Id);
        Assert.Equal(HiddenPicture.Nobodys, await Store.Images.FindHiddenAsync(hidden.Thumb));
    }

    [Fact]
    public async Task What_was_private_stays_so_when_it_is_given_away()
    {
        User user = await AddUserAsync("bob"), heir = await AddUserAsync("ann");
        Album secret = await Store.Albums.AddAsync(user.Id, "secret", "", isPrivate: true), vault = await Store.Albums.AddAsync(heir.Id, "bob (private)", "", isPrivate: true);
        Image open = await AddImageAsync(user, 1), hidden = await AddImageAsync(user, 2, image => image with { AlbumId = secret.Id });

        await Store.Images.GiveAsync(user.Id, heir.Id, heir.DefaultAlbumId, 100, vault.Id);

        Assert.Null(await Store.Images.FindHiddenAsync(open.Original));
        Assert.Equal(new PictureOwner(heir.Id, vault.Id), (await Store.Images.FindHiddenAsync(hidden.Original))?.Owner);
    }
}
