using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.Facts;
using Maple.Storage.LiteDb;
using Maple.Storage.Maintenance;
using Maple.Tests.Contracts;
using Maple.Tests.Storage.Disk;

namespace Maple.Tests.Storage.Facts;

/// <summary>The store's whole contract with facts written down behind it; and after each of these tests, the facts make the same store again.</summary>
public sealed class FactKeepingStoreTests : MetadataStoreContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskBlobStore _blobs;
    private readonly DiskFactFiles _files;
    private readonly List<string> _failures = [];

    public FactKeepingStoreTests()
    {
        _blobs = new DiskBlobStore(_folder["images"]);
        _blobs.MakeRoot();
        _files = new DiskFactFiles(_blobs);
    }

    internal override async Task<IMetadataStore> OpenAsync() => await FactKeepingStore.OpenAsync(
        await LiteDbMetadataStore.OpenAsync(_folder["maple.db"], Time), _files, (e, late) => _failures.Add($"{late} late: {e}"));

    public override async ValueTask DisposeAsync()
    {
        string before = await DescribeAsync(Store);
        await base.DisposeAsync();
        Assert.Empty(_failures);

        RebuildReport report = await RebuildAsync();
        await using (IMetadataStore rebuilt = await LiteDbMetadataStore.OpenAsync(_folder["maple.db"], Time))
            Assert.Equal(before, await DescribeAsync(rebuilt));
        Assert.Equal((0, 0, 0), (report.BadLines, report.WithoutFacts.Count, report.UsersWithoutFacts.Count));
        _files.Dispose();
        _blobs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Facts_that_were_lost_with_their_folder_are_written_again_at_the_next_start()
    {
        User bob = await AddUserAsync();
        for (int i = 0; i < 3; i++)
            await Store.Images.AddAsync(NewImage(bob, i));
        await Store.Albums.AddAsync(bob.Id, "holiday", "");
        Directory.Delete(_folder["images/bob/.facts"], recursive: true);

        await ReopenAsync();
    }

    [Fact]
    public async Task An_image_in_an_album_that_is_gone_goes_to_the_default_one()
    {
        User bob = await AddUserAsync();
        Album album = await Store.Albums.AddAsync(bob.Id, "holiday", "");
        for (int i = 0; i < 5; i++)
            await Store.Images.AddAsync(NewImage(bob, i, album.Id));
        Assert.Equal(5, await Store.Images.MoveAsync(bob.Id, album.Id, bob.DefaultAlbumId, 500));
        await Store.Albums.RemoveAsync(bob.Id, album.Id);
    }

    /// <summary>Every row, with the files that rows are made from put in place.</summary>
    private async Task<string> DescribeAsync(IMetadataStore store)
    {
        var lines = new List<string>();
        foreach (User user in await store.Users.ListAsync())
        {
            lines.Add($"{user}");
            lines.AddRange((await store.Keys.ListAsync(user.Id)).Select(key => $"{key with { UsedAt = null }}"));
            var all = new ListQuery { UserId = user.Id, Number = 10_000 };
            lines.AddRange((await store.Albums.ListAsync(all)).Items.Select(album => $"{album}"));
            foreach (Image image in (await store.Images.ListAsync(all)).Items)
            {
                lines.Add($"{image}");
                string path = _folder[$"images/{image.Original.Value}"];
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, "");
            }
        }

        return string.Join('\n', lines);
    }

    private async Task<RebuildReport> RebuildAsync()
    {
        await using LiteDbImport import = LiteDbImport.Begin(_folder["maple.db"], Time);
        RebuildReport report = await new Rebuild(_files, import, _ => Task.FromResult<NewImage?>(null), Time).RunAsync();
        Assert.NotEmpty(await import.FinishAsync());
        return report;
    }
}
