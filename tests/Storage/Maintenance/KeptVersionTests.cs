using Maple.Storage;
using Maple.Storage.Maintenance;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage.Maintenance;

/// <summary>Versions that are kept, after a crash at each step. What is there in the end is the image's blobs and those of its versions, and no other.</summary>
public sealed class KeptVersionTests : LibraryTestBase
{

    private protected override ImageLibrary NewLibrary() => Keeping(2);

    [Fact]
    public async Task The_newest_stay_each_under_a_name_that_is_in_no_link()
    {
        Image first = await AddAsync();
        byte[] oldest = Blobs.Blobs[first.Original];
        Image second = await ReplaceAsync(first);
        KeptVersion kept = Assert.Single(second.KeptVersions);
        Assert.Equal(oldest, Blobs.Blobs[second.OriginalOf(kept)]);
        Assert.Equal((0, first.Extension, first.Bytes, first.Sha256), (kept.Number, kept.Extension, kept.Bytes, kept.Sha256));
        Assert.Equal(first.Bytes + second.Bytes, second.StoredBytes);
        Assert.DoesNotContain(first.Original, Blobs.Blobs.Keys);

        await ReplaceAsync(second);
        Image fourth = await ReplaceAsync(second);

        Assert.Equal([2, 1], fourth.KeptVersions.Select(version => version.Number));
        Assert.All(fourth.KeptVersions, version => Assert.True(Stem.IsOfVersion(fourth.OriginalOf(version).Stem)));
        AssertNothingElse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_crash_before_the_row_of_other_bytes_leaves_the_old_ones_and_no_version(int blob)
    {
        Image old = await AddAsync();
        int committed = 0;
        Blobs.AfterCommit = _ => CrashAt(++committed == blob);
        await Assert.ThrowsAnyAsync<Exception>(() => ReplaceAsync(old));
        Assert.Equal(3 + blob, Blobs.Blobs.Count);

        await RecoverAsync();

        Assert.Equal(old, Assert.Single(Rows.ImageRows.Values));
        AssertNothingElse();
    }

    [Fact]
    public async Task A_crash_after_the_row_of_other_bytes_leaves_the_version()
    {
        Image old = await AddAsync();
        Rows.AfterReplace = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => ReplaceAsync(old));

        await RecoverAsync();

        Assert.Equal((1, 0), (Row.Version, Assert.Single(Row.KeptVersions).Number));
        AssertNothingElse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_crash_while_what_is_not_kept_goes_ends_with_it_gone(int blob)
    {
        Image image = await AddAsync();
        for (int i = 0; i < 2; i++)
            await ReplaceAsync(image);
        int removed = 0;
        Blobs.BeforeRemove = _ => CrashAt(++removed == blob);
        await ReplaceAsync(image);
        Assert.NotEmpty(InFlight.Left());

        await RecoverAsync();

        Assert.Equal((3, "2,1"), (Row.Version, string.Join(',', Row.KeptVersions.Select(version => version.Number))));
        AssertNothingElse();
    }

    [Fact]
    public async Task A_crash_before_the_row_drops_no_version()
    {
        Image image = await AddAsync();
        for (int i = 0; i < 2; i++)
            await ReplaceAsync(image);
        Blobs.AfterCommit = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => ReplaceAsync(image));

        await RecoverAsync();

        Assert.Equal((2, "1,0"), (Row.Version, string.Join(',', Row.KeptVersions.Select(version => version.Number))));
        AssertNothingElse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task A_crash_while_an_image_is_removed_leaves_nothing_of_its_versions(int blob)
    {
        Image image = await AddAsync();
        for (int i = 0; i < 2; i++)
            await ReplaceAsync(image);
        int removed = 0;
        Blobs.BeforeRemove = _ => CrashAt(++removed == blob);
        await Assert.ThrowsAnyAsync<Exception>(() => Library.RemoveAsync(1, image.Id));
        Assert.NotEmpty(Blobs.Blobs);

        await RecoverAsync();

        Assert.Empty(Blobs.Blobs);
    }

    [Fact]
    public async Task A_version_goes_alone_and_after_a_crash_too()
    {
        Image image = await AddAsync();
        for (int i = 0; i < 2; i++)
            await ReplaceAsync(image);
        Assert.Null(await Library.RemoveVersionAsync(1, image.Id, 2));
        Assert.Null(await Library.RemoveVersionAsync(2, image.Id, 0));

        Rows.AfterReplace = _ => CrashAt(true);
        await Assert.ThrowsAnyAsync<Exception>(() => Library.RemoveVersionAsync(1, image.Id, 1));
        Assert.Equal(5, Blobs.Blobs.Count);
        await RecoverAsync();

        Assert.Equal(0, Assert.Single(Row.KeptVersions).Number);
        AssertNothingElse();
        Rows.AfterReplace = _ => { };
        Assert.Equal(0, (await Library.RemoveVersionAsync(1, image.Id, 0))?.Number);
        Assert.Null(Row.Kept);
        AssertNothingElse();
    }

    [Fact]
    public async Task What_is_lost_is_no_version()
    {
        Image image = await AddAsync();
        Blobs.Blobs.TryRemove(image.Original, out _);

        Assert.Null((await ReplaceAsync(image)).Kept);

        AssertNothingElse();
    }

    [Fact]
    public async Task A_replacement_after_which_none_are_kept_removes_those_that_were()
    {
        Image image = await AddAsync();
        for (int i = 0; i < 2; i++)
            await ReplaceAsync(image);

        await ReplaceAsync(image, Keeping(0));

        Assert.Null(Row.Kept);
        AssertNothingElse();
    }

    private Image Row => Assert.Single(Rows.ImageRows.Values);

    private ImageLibrary Keeping(int versions) => new(Rows, Blobs, InFlight, Unfinished, TimeProvider.System) { KeptVersions = versions };

    private void AssertNothingElse()
    {
        Assert.Equal(
            new[] { Row.Original, Row.Thumb, Row.Show }.Concat(Row.KeptVersions.Select(Row.OriginalOf)).Select(key => key.Value).Order(),
            Blobs.Blobs.Keys.Select(key => key.Value).Order());
        Assert.Empty(InFlight.Left());
    }

    private int _replaced;

    private Task<Image> ReplaceAsync(Image image, ImageLibrary? library = null) => ReplaceAsync(image, $"{++_replaced:x64}", library);
}
