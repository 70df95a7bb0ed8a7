using System.Globalization;
using System.Security.Cryptography;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Contracts;

/// <summary>What every <see cref="IMetadataStore"/> does, by the sentences of its contract. An implementation inherits this and says how it opens.</summary>
public abstract partial class MetadataStoreContract : IAsyncLifetime
{
    internal FixedTime Time { get; } = new();

    internal IMetadataStore Store { get; private set; } = null!;

    /// <summary>Opens the test's one store, a new one the first time.</summary>
    internal abstract Task<IMetadataStore> OpenAsync();

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    private protected Task<User> AddUserAsync(string name = "bob") =>
        Store.Users.AddAsync(new NewUser(name, $"{name}@example.org", "hash of " + name, IsAdmin: false));

    private protected static async Task RefusedAsync(ErrorCode code, Func<Task> action)
    {
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(action);
        Assert.Equal(code, refusal.Code);
        Assert.NotEqual("", refusal.Text.English);
        Assert.NotEqual("", refusal.Text.Chinese);
    }

    /// <summary>Waits for all, refused or not.</summary>
    private protected static async Task SettleAsync(IEnumerable<Task> tasks)
    {
        foreach (Task task in tasks)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private protected Image NewImage(User user, int number, long? album = null) => new()
    {
        Id = -1,
        UserId = user.Id,
        AlbumId = album ?? user.DefaultAlbumId,
        Name = $"picture {number}.jpg",
        Description = "",
        OriginalFilename = $"IMG_{number}.jpg",
        Stem = string.Create(CultureInfo.InvariantCulture, $"2026/11/{user.Id}-{number:d6}"),
        Folder = user.Name,
        Extension = "jpg",
        RenditionExtension = "webp",
        Width = 4000,
        Height = 3000,
        Bytes = 1_000_000 + number,
        Sha256 = Digest(user, number),
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    private protected static string Digest(User user, int number) =>
        Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(user.Id * 1_000_000 + number)));

    private protected async Task<Image> AddImageAsync(User user, int number, Func<Image, Image>? change = null)
    {
        Image image = NewImage(user, number);
        return (await Store.Images.AddAsync(change is null ? image : change(image))).Image;
    }
}

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class FixedTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
