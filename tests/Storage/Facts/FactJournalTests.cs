using Maple.Errors;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.Facts;
using Maple.Tests.Storage.Disk;

namespace Maple.Tests.Storage.Facts;

public sealed class FactJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskBlobStore _blobs;
    private readonly DiskFactFiles _files;
    private readonly List<int> _late = [];

    public FactJournalTests()
    {
        _blobs = new DiskBlobStore(_folder["images"]);
        _files = new DiskFactFiles(_blobs);
    }

    public void Dispose()
    {
        _files.Dispose();
        _blobs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_could_not_be_written_is_late_and_comes_with_the_next()
    {
        await using var journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(Removed("a"));
        await journal.KeepAsync(Removed("b"));
        Assert.Equal([1, 2], _late);

        _blobs.MakeRoot();
        await journal.KeepAsync(Removed("c"));

        Assert.Equal(["a", "b", "c"], Read());
    }

    [Fact]
    public async Task What_is_late_is_written_at_the_end_or_counted()
    {
        var journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(Removed("a"));
        await journal.DisposeAsync();
        Assert.Equal(1, journal.Late);

        journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(Removed("b"));
        _blobs.MakeRoot();
        await journal.DisposeAsync();

        Assert.Equal(0, journal.Late);
        Assert.Equal(["b"], Read());
    }

    [Fact]
    public async Task A_fact_that_the_store_can_not_tell_holds_up_no_other()
    {
        _blobs.MakeRoot();
        await using var journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(() => throw new MapleException(ErrorCode.StoreDamaged, "", ""), Removed("a"));

        Assert.Equal(["a"], Read());
        Assert.Equal([1], _late);
    }

    [Fact]
    public async Task A_line_torn_by_a_crash_spoils_no_other()
    {
        _blobs.MakeRoot();
        await using var journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(Removed("a"));
        string file = _folder["images/bob/.facts/2026-11.jsonl"];
        await File.AppendAllTextAsync(file, "0123abcd {\"image_remo");
        await journal.KeepAsync(Removed("b"));

        Assert.Equal(["a", "b"], Read());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_file_is_not_written_through()
    {
        _blobs.MakeRoot();
        Directory.CreateDirectory(_folder["images/bob/.facts"]);
        File.CreateSymbolicLink(_folder["images/bob/.facts/2026-11.jsonl"], _folder["elsewhere"]);
        await using var journal = new FactJournal(_files, (_, late) => _late.Add(late));
        await journal.KeepAsync(Removed("a"));

        Assert.False(File.Exists(_folder["elsewhere"]));
        Assert.Equal([1], _late);
    }

    private static AskStore Removed(string stem) =>
        () => Task.FromResult<FactEntry?>(new FactEntry("bob", "2026-11", new Fact { ImageRemoved = stem }));

    private List<string?> Read()
    {
        var seen = new List<string?>();
        FactFile.Each(_files.Read("bob", "2026-11"), fact => seen.Add(fact.ImageRemoved));
        return seen;
    }
}
