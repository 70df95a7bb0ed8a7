using Maple.Errors;

namespace Maple.Storage;

/// <summary>
/// Removes users together with what they have, in steps that each leave the store whole: the user is disabled and the plan kept, images are given away or
/// deleted, then facts, albums, keys and the user go. Whatever cuts it off, a later call or the next start goes on.
/// </summary>
internal sealed class UserRemoval(IMetadataStore metadata, ImageLibrary library)
{
    // Steps of this size leave the store free for others in between.
    private const int Batch = 250;

    // An upload that was under way when its user was disabled comes in once.
    private const int MaxRounds = 100;

    /// <summary>Removes the user. Takes a while for one who has many images.</summary>
    /// <inheritdoc cref="IUserStore.BeginRemovalAsync"/>
    public async Task RemoveAsync(long id, UserRemovalPlan? plan) => await FinishAsync(await metadata.Users.BeginRemovalAsync(id, plan));

    /// <summary>Those whose removal has begun, and nobody is at it.</summary>
    public async Task<IReadOnlyList<User>> ListBegunAsync() => [.. (await metadata.Users.ListAsync()).Where(user => user.Removal is not null)];

    /// <summary>Goes on with a removal that has begun.</summary>
    public async Task FinishAsync(User user)
    {
        await metadata.Sessions.RemoveAllAsync(user.Id);
        for (int round = 1; ; round++)
        {
            await (user.Removal!.MoveTo is { } heir ? GiveAsync(user, heir) : DeleteAsync(user));
            try
            {
                // False when somebody else has finished it.
                await metadata.Users.RemoveAsync(user.Id);
                return;
            }
            catch (MapleException e) when (e.Code == ErrorCode.UserNotEmpty && round <= MaxRounds)
            {
            }
        }
    }

    /// <summary>Into an album that is called like the user: so it can be told where they came from. What was private goes into one that is.</summary>
    private async Task GiveAsync(User user, long heir)
    {
        if ((await metadata.Usage.OfUserAsync(user.Id)).Images == 0)
            return;
        Album album = await metadata.Albums.GetOrAddAsync(heir, user.Name);
        long? hidden = await HasPrivateAlbumsAsync(user) ? await PrivateAlbumAsync(heir, $"{user.Name} (private)") : null;
        while ((await metadata.Images.GiveAsync(user.Id, heir, album.Id, Batch, hidden)).Count > 0)
        {
        }
    }

    private async Task<bool> HasPrivateAlbumsAsync(User user)
    {
        Page<Album> page;
        int number = 1;
        do
        {
            page = await metadata.Albums.ListAsync(new ListQuery { UserId = user.Id, Page = number++, Number = Batch });
            if (page.Items.Any(album => album.IsPrivate))
                return true;
        }
        while (page.Items.Count == Batch);
        return false;
    }

    private async Task<long> PrivateAlbumAsync(long userId, string name)
    {
        Album album = await metadata.Albums.GetOrAddAsync(userId, name);
        if (!album.IsPrivate)
            await metadata.Albums.UpdateAsync(userId, album.Id, new AlbumChange(null, null) { IsPrivate = true });
        return album.Id;
    }

    private async Task DeleteAsync(User user)
    {
        Page<Image> page;
        do
        {
            page = await metadata.Images.ListAsync(new ListQuery { UserId = user.Id, Number = Batch });
            await library.RemoveAllAsync(page.Items);
        }
        while (page.Items.Count > 0);
    }
}
