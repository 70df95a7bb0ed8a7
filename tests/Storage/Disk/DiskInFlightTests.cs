using Maple.Storage;
using Maple.Storage.Disk;

namespace Maple.Tests.Storage.Disk;

public sealed class DiskInFlightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskBlobStore _store;

    public DiskInFlightTests()
    {
        _store = new DiskBlobStore(_folder.Path);
        _store.Recover();
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("a.b.c")]
    [InlineData("a.2026.11.b")]
    [InlineData("小明 & co")]
    [InlineData("枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫枫")]
    public async Task A_note_is_read_as_it_was_written_whatever_the_user_is_called(string user)
    {
        await ReadAsWrittenAsync(user, Stem.New(DateTimeOffset.UtcNow));
        // As another image host may have called it.
        await ReadAsWrittenAsync(user, "2021/05/my.cat 1~2:.v");
    }

    private async Task ReadAsWrittenAsync(string user, string stem)
    {
        var image = new InFlightImage(Doing.Add, user, stem, "jpeg", "webp");
        var other = image with { Doing = Doing.Remove };
        await new DiskInFlight(_store).BeginAsync(image);
        await new DiskInFlight(_store).BeginAsync(other);

        Assert.Equal([image, other], new DiskInFlight(_store).Left().OrderBy(i => i.Doing));

        new DiskInFlight(_store).End(image);
        new DiskInFlight(_store).End(image);
        Assert.Equal([other], new DiskInFlight(_store).Left());
        new DiskInFlight(_store).End(other);
    }

    [Fact]
    public void A_note_of_an_earlier_maple_is_read_and_ended()
    {
        string file = Path.Combine(_store.StagingPath, "del.a.b.2026.11.1-a.png.jpg");
        File.WriteAllText(file, "");
        var notes = new DiskInFlight(_store);

        InFlightImage note = Assert.Single(notes.Left());
        notes.End(note);

        Assert.Equal(new InFlightImage(Doing.Remove, "a.b", "2026/11/1-a", "png", "jpg"), note);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Notes_survive_the_removal_of_unfinished_files()
    {
        var image = new InFlightImage(Doing.Add, "bob", "2026/11/1-a", "png", "png");
        await new DiskInFlight(_store).BeginAsync(image);
        var unfinished = (DiskStagedBlob)_store.Stage();

        Assert.Equal(1, _store.Recover());

        Assert.False(File.Exists(Path.Combine(_store.StagingPath, unfinished.Name)));
        Assert.Equal([image], new DiskInFlight(_store).Left());
    }

    [Fact]
    public void What_is_no_note_is_left_alone()
    {
        foreach (string name in (string[])["add.x", "add.bob.2026.11.1-a.png", "del.", "del....a.b.c", "add..2026.11.1-a.png.png", @"add.bob\2026\11\1-a.png", @"add.\2026\11\1-a.png.png", @"add.bob\2026\..\1-a.png.png"])
            File.WriteAllText(Path.Combine(_store.StagingPath, name), "");

        Assert.Empty(new DiskInFlight(_store).Left());
    }
}
