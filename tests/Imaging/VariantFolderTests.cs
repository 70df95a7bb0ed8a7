using Maple.Imaging;

namespace Maple.Tests.Imaging;

/// <summary>What somebody who can write into the upload folder may do to the cache in it.</summary>
public sealed class VariantFolderTests : IDisposable
{
    private readonly TemporaryFolder _outside = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public VariantFolderTests() => _root = Path.Combine(_folder.Path, ".cache");

    [Fact]
    public void Files_and_folders_are_their_owners_alone()
    {
        Add("bob/photo/a.png", "w100");
        foreach (string path in Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories).Append(_root))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & (UnixFileMode)0b000_111_111);
    }

    [Fact]
    public void A_link_to_a_file_outside_is_not_read()
    {
        string secret = _outside.Write("secret"u8.ToArray());
        VariantEntry entry = Add("bob/photo/a.png", "w100");
        string path = Path.Combine(_root, "bob/photo/a.png/w100.jpg");
        File.Delete(path);
        File.CreateSymbolicLink(path, secret);
        Assert.Null(Folder().TryOpen(entry));
        Folder().Remove(entry);
        Assert.True(File.Exists(secret));
    }

    [Fact]
    public void Through_a_link_to_a_folder_outside_nothing_is_read_written_or_removed()
    {
        string victim = Path.Combine(_outside.Path, "w100.jpg");
        File.WriteAllText(victim, "outside");
        Add("bob/photo/b.png", "w100");
        Folder().RemoveAll("bob/photo/b.png");
        Directory.CreateDirectory(Path.Combine(_root, "bob/photo"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "bob/photo/a.png"), _outside.Path);
        var entry = new VariantEntry("bob/photo/a.png", "w100", "jpg", 7);

        Assert.Empty(Folder().Scan());
        Assert.Null(Folder().TryOpen(entry));
        Folder().Remove(entry);
        Folder().RemoveAll("bob/photo/a.png");
        string temporary = Folder().Write("new"u8);
        Assert.Throws<IOException>(() => Folder().Publish(temporary, entry));

        Assert.False(File.Exists(temporary));
        Assert.Equal("outside", File.ReadAllText(victim));
        Assert.Single(Directory.EnumerateFileSystemEntries(_outside.Path));
    }

    [Fact]
    public void A_cache_that_is_itself_a_link_serves_nothing()
    {
        Directory.CreateDirectory(Path.Combine(_outside.Path, "bob"));
        string victim = Path.Combine(_outside.Path, "bob/w100.jpg");
        File.WriteAllText(victim, "outside");
        Directory.CreateSymbolicLink(_root, _outside.Path);
        var entry = new VariantEntry("bob", "w100", "jpg", 7);

        Assert.Null(Folder().TryOpen(entry));
        Folder().RemoveAll("bob");
        Assert.ThrowsAny<Exception>(() => Folder().Write("new"u8));
        Assert.Empty(Folder().Scan());
        Assert.Equal("outside", File.ReadAllText(victim));
    }

    [Fact]
    public void What_was_written_since_the_machine_started_is_kept()
    {
        VariantEntry entry = Add("bob/photo/a.png", "w100");
        Assert.Equal([entry], Folder().Scan());
    }

    [Theory]
    [InlineData("7d0cb1a4-90a7-4b4e-8bb5-0d9cd50a7f2a")]
    [InlineData("")]
    [InlineData(null)]
    public void What_an_earlier_boot_left_unflushed_is_made_again(string? mark)
    {
        VariantEntry entry = Add("bob/photo/a.png", "w100");
        Mark(mark);
        Assert.Empty(Folder().Scan());
        Assert.False(File.Exists(Path.Combine(_root, "bob/photo/a.png/w100.jpg")));
        Add("bob/photo/b.png", "w100");
        Assert.Equal(["bob/photo/b.png"], Folder().Scan().Select(e => e.Source));
        Assert.Null(Folder().TryOpen(entry));
    }

    /// <summary>Not every process looks before it writes.</summary>
    [Fact]
    public void The_first_write_removes_what_an_earlier_boot_left()
    {
        Add("bob/photo/a.png", "w100");
        Mark("7d0cb1a4-90a7-4b4e-8bb5-0d9cd50a7f2a");
        Add("bob/photo/b.png", "w100");
        Assert.Equal(["bob/photo/b.png"], Folder().Scan().Select(e => e.Source));
    }

    [Fact]
    public void What_was_flushed_at_the_end_outlives_the_machine_until_more_is_written()
    {
        VariantFolder folder = Folder();
        var entry = new VariantEntry("bob/photo/a.png", "w100", "jpg", 7);
        folder.Publish(folder.Write("variant"u8), entry);
        string thisBoot = File.ReadAllText(MarkFile);
        folder.Flush();
        Assert.NotEqual(thisBoot, File.ReadAllText(MarkFile));
        Assert.Equal([entry], Folder().Scan());

        folder.Write("another"u8);
        Assert.Equal(thisBoot, File.ReadAllText(MarkFile));
        folder.Flush();
        Assert.NotEqual(thisBoot, File.ReadAllText(MarkFile));
        Folder().Write("a third"u8);
        Assert.Equal(thisBoot, File.ReadAllText(MarkFile));
    }

    [Fact]
    public void A_link_in_the_place_of_the_mark_is_not_followed()
    {
        Directory.CreateDirectory(_root);
        string victim = _outside.Write("outside"u8.ToArray());
        File.CreateSymbolicLink(MarkFile, victim);
        Assert.Empty(Folder().Scan());
        Assert.ThrowsAny<Exception>(() => Folder().Write("new"u8));
        Assert.Equal("outside", File.ReadAllText(victim));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("bob/../../outside")]
    [InlineData("/etc")]
    [InlineData("")]
    public void A_name_that_leads_out_is_stopped(string source)
    {
        var entry = new VariantEntry(source, source.Length == 0 ? "../w" : "w100", "jpg", 7);
        Assert.Throws<ArgumentException>(() => Folder().TryOpen(entry));
        if (source.Length > 0)
            Assert.Throws<ArgumentException>(() => Folder().RemoveAll(source));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    private string MarkFile => Path.Combine(_root, ".boot");

    private void Mark(string? text)
    {
        if (text is null)
            File.Delete(MarkFile);
        else
            File.WriteAllText(MarkFile, text);
    }

    private VariantFolder Folder() => new(_root, TimeProvider.System);

    private VariantEntry Add(string source, string key)
    {
        var entry = new VariantEntry(source, key, "jpg", 7);
        Folder().Publish(Folder().Write("variant"u8), entry);
        return entry;
    }
}
