using Maple.Storage.LiteDb;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Tests.Storage.LiteDb.Snapshots;

public sealed class SnapshotFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SnapshotFilesTests() => Directory.CreateDirectory(Path.GetDirectoryName(_folder.Database)!);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_comes_whole_in_the_place_of_the_last_and_only_its_owner_may_read_it()
    {
        SnapshotFiles files = new(_folder.Database);
        Assert.Null(files.Open());
        foreach (byte content in (byte[])[1, 2])
        {
            using Stream created = files.Create(1);
            created.WriteByte(content);
            using (Stream? old = files.Open())
                Assert.Equal(content - 1, old?.ReadByte() ?? 0);
            files.Publish(created);
            using Stream? found = files.Open();
            Assert.Equal(content, found!.ReadByte());
        }

        string file = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!));
        Assert.Equal(SnapshotFiles.PathOf(_folder.Database), file);
        Assert.Equal(StoreFile.Mode, File.GetUnixFileMode(file));
    }

    [Fact]
    public void One_that_was_cut_off_is_replaced_and_all_can_be_removed()
    {
        SnapshotFiles files = new(_folder.Database);
        files.Create(1).Dispose();
        using (Stream again = files.Create(1))
            files.Publish(again);
        files.Create(1).Dispose();
        files.Clear();
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!));
    }

    [Fact]
    public void Where_there_is_hardly_any_room_none_is_begun() =>
        Assert.Throws<IOException>(() => new SnapshotFiles(_folder.Database).Create(long.MaxValue / 2));
}
