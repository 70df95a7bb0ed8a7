using Maple.Storage;
using Maple.Storage.Maintenance;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage.Maintenance;

/// <summary>Each crash is the exception that a step throws once, and every step after it: nothing that would follow is done.</summary>
public sealed class RecoveryTests : LibraryTestBase
{
    [Theory]
    [InlineData(BlobKey.Photo, 1)]
    [InlineData(BlobKey.Thumb, 2)]
    [InlineData(BlobKey.Show, 3)]
    public async Task A_crash_between_the_blobs_of_an_upload_leaves_no_file(string last, int files)
    {
        Blobs.AfterCommit = key => CrashAt(key.Kind == last);
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync());
        Assert.Equal(files, Blobs.Blobs.Count);

        RecoveryReport report = await RecoverAsync();

        Assert.Empty(Blobs.Blobs);
        Assert.Equal((1, files), (report.Images, report.FilesRemoved));
    }

    [Fact]
    public async Task A_crash_right_after_the_row_keeps_the_picture()
    {
        Rows.AfterAdd = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync());

        await RecoverAsync();

        Assert.Single(Rows.ImageRows);
        Assert.Equal(3, Blobs.Blobs.Count);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_removal_leaves_no_file()
    {
        Image image = await AddAsync();
        Blobs.BeforeRemove = key => CrashAt(key.Kind == BlobKey.Thumb);
        await Assert.ThrowsAnyAsync<Exception>(() => Library.RemoveAsync(1, image.Id));
        Assert.NotEmpty(Blobs.Blobs);

        await RecoverAsync();

        Assert.Empty(Blobs.Blobs);
        Assert.Empty(InFlight.Left());
    }

    [Fact]
    public async Task An_image_whose_original_is_cut_is_kept_and_reported()
    {
        Rows.AfterAdd = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync());
        Image image = Assert.Single(Rows.ImageRows.Values);
        Blobs.Blobs[image.Original] = [];

        RecoveryReport report = await RecoverAsync();

        Assert.Equal([image], report.Broken);
        Assert.Equal(3, Blobs.Blobs.Count);
    }

    [Fact]
    public async Task An_image_whose_original_can_not_be_read_is_reported()
    {
        Image image = await AddAsync();
        await InFlight.BeginAsync(InFlightImage.Of(Doing.Add, image));
        Blobs.BeforeOpen = _ => throw Full();

        RecoveryReport report = await RecoverAsync();

        Assert.Equal([image], report.Broken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_blob_that_the_disk_keeps_keeps_no_other_and_no_start_and_goes_later(bool isRemoval)
    {
        Doing doing = isRemoval ? Doing.Remove : Doing.Add;
        Image stuck = await AddAsync("aa"), other = await AddAsync("bb");
        foreach (Image image in (Image[])[stuck, other])
            await InFlight.BeginAsync(InFlightImage.Of(doing, image));
        Rows.ImageRows.Clear();

        await RecoverAsync(disk: key => { if (key == stuck.Thumb) throw Full(); });

        Assert.Equal([stuck.Thumb], Blobs.Blobs.Keys);
        Assert.Equal([InFlightImage.Of(doing, stuck)], InFlight.Left());
        Assert.Single(Refusals);
        Blobs.BeforeRemove = _ => { };
        await Unfinished.TryAgainAsync(Cancellation);
        Assert.Empty(Blobs.Blobs);
        Assert.Empty(InFlight.Left());
    }

    [Fact]
    public async Task A_clean_start_looks_at_no_picture()
    {
        Image image = await AddAsync();
        Blobs.Blobs.Clear();

        RecoveryReport report = await RecoverAsync();

        Assert.Equal((0, 0, 0), (report.Images, report.FilesRemoved, report.Broken.Count));
        Assert.Equal(image, Assert.Single(Rows.ImageRows.Values));
    }

    [Fact]
    public async Task What_was_made_from_an_image_elsewhere_goes_with_it()
    {
        Image image = await AddAsync();
        await InFlight.BeginAsync(InFlightImage.Of(Doing.Remove, image));
        Rows.ImageRows.Clear();

        await RecoverAsync();

        Assert.Equal([image.Original], Gone.Distinct());
    }

    [Theory]
    [InlineData(BlobKey.Photo)]
    [InlineData(BlobKey.Thumb)]
    [InlineData(BlobKey.Show)]
    public async Task A_crash_before_the_row_of_other_bytes_leaves_the_old_ones(string last)
    {
        Image old = await AddAsync();
        Blobs.AfterCommit = key => CrashAt(key.Kind == last);
        await Assert.ThrowsAnyAsync<Exception>(() => ReplaceAsync(old));

        await RecoverAsync();

        Assert.Equal(old, Assert.Single(Rows.ImageRows.Values));
        Assert.Equal(KeysOf(old), Blobs.Blobs.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_crash_after_the_row_of_other_bytes_leaves_the_new_ones()
    {
        Image old = await AddAsync();
        Rows.AfterReplace = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => ReplaceAsync(old));
        Assert.Equal(6, Blobs.Blobs.Count);

        await RecoverAsync();

        Image now = Assert.Single(Rows.ImageRows.Values);
        Assert.Equal((old.Id, old.Stem, 1), (now.Id, now.Stem, now.Version));
        Assert.Equal(KeysOf(now), Blobs.Blobs.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_crash_while_the_old_bytes_go_leaves_the_new_ones()
    {
        Image old = await AddAsync();
        Blobs.BeforeRemove = key => CrashAt(key.Kind == BlobKey.Thumb);
        // What is answered doesn't wait for the old bytes.
        await ReplaceAsync(old);
        Assert.Equal(5, Blobs.Blobs.Count);

        await RecoverAsync();

        Assert.Equal(KeysOf(Assert.Single(Rows.ImageRows.Values)), Blobs.Blobs.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_replaced_image_is_removed_whole_after_a_crash_too()
    {
        Image now = await ReplaceAsync(await AddAsync());
        Blobs.BeforeRemove = key => CrashAt(key.Kind == BlobKey.Thumb);
        await Assert.ThrowsAnyAsync<Exception>(() => Library.RemoveAsync(1, now.Id));

        RecoveryReport report = await RecoverAsync();

        Assert.Empty(Blobs.Blobs);
        Assert.Single(report.Gone);
    }

    [Fact]
    public async Task Twenty_replacements_and_a_removal_at_once_leave_nothing_mixed()
    {
        Image old = await AddAsync();

        Task<Image>[] replacements = [.. Enumerable.Range(0, 20).Select(i => Task.Run(() => ReplaceAsync(old, $"{i:x64}")))];
        await Task.WhenAll(replacements);
        Image now = Assert.Single(Rows.ImageRows.Values);
        Assert.Equal(20, now.Version);
        Assert.Equal(KeysOf(now), Blobs.Blobs.Keys.ToHashSet());
        await Task.WhenAll(Library.RemoveAsync(1, old.Id), Task.Run(() => ReplaceAsync(old, $"{99:x64}")).ContinueWith(_ => { }, TaskScheduler.Default));

        Assert.Empty(Rows.ImageRows);
        Assert.Empty(Blobs.Blobs);
        Assert.Empty(InFlight.Left());
    }
}
