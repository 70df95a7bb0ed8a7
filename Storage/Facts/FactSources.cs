namespace Maple.Storage.Facts;

/// <summary>Reads out of the store what is to be written down of each kind of thing.</summary>
internal sealed class FactSources(IMetadataStore store)
{
    /// <summary><c>YYYY-MM</c> of a stem.</summary>
    public static string MonthOf(string stem) => stem[..stem.LastIndexOf('/')].Replace('/', '-');

    public AskStore User(long id) => async () =>
        await store.Users.FindAsync(id) is { } user ? Account(user, new Fact { User = UserFact.Of(user) }) : null;

    public AskStore Key(long userId, long id) => async () =>
    {
        if (await store.Users.FindAsync(userId) is not { } user)
            return null;
        return await store.Keys.FindAsync(id) is { } key
            ? Account(user, new Fact { Key = KeyFact.Of(key) })
            : Account(user, new Fact { KeyRemoved = id });
    };

    public AskStore Album(long userId, long id) => async () =>
    {
        if (await store.Users.FindAsync(userId) is not { } user)
            return null;
        return await store.Albums.FindAsync(userId, id) is { } album
            ? Account(user, new Fact { Album = AlbumFact.Of(album) })
            : Account(user, new Fact { AlbumRemoved = id });
    };

    /// <param name="known">As it was: what it is now is asked. One that its owner has no more, removed or given away, is removed from their facts.</param>
    public AskStore Image(Image known) => async () =>
    {
        if (await store.Users.FindAsync(known.UserId) is not { } owner)
            return null;
        Fact fact = new() { ImageRemoved = known.Stem };
        if (await store.Images.FindAsync(known.UserId, known.Id) is { } image)
        {
            string album = (await store.Albums.FindAsync(image.UserId, image.AlbumId))?.Name ?? "";
            fact = new() { Image = ImageFact.Of(image, album, owner.Name) };
        }

        return new FactEntry(owner.Name, MonthOf(known.Stem), fact);
    };

    /// <summary>Of an image whose row is gone.</summary>
    public static AskStore Removal(User owner, string stem) => () =>
        Task.FromResult<FactEntry?>(new FactEntry(owner.Name, MonthOf(stem), new Fact { ImageRemoved = stem }));

    private static FactEntry Account(User user, Fact fact) => new(user.Name, IFactFiles.Account, fact);
}
