using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

public sealed class ImageLibraryTests : LibraryTestBase
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 1, 0, 30, 0, 123, TimeSpan.FromHours(8));

    private protected override ImageLibrary NewLibrary() => base.NewLibrary().At(new FixedTime());

    [Fact]
    public async Task An_added_image_has_its_row_and_its_three_blobs()
    {
        (Image image, bool duplicate) = await TakeAsync("aa", Rows.DefaultAlbum, Cancellation);

        Assert.False(duplicate);
        Assert.Equal(image, Assert.Single(Rows.ImageRows.Values));
        Assert.Equal(new[] { image.Original, image.Show, image.Thumb }, Blobs.Blobs.Keys.OrderBy(k => k.Value));
        Assert.Equal("original"u8.ToArray(), Blobs.Blobs[image.Original]);
        Assert.Equal("thumb"u8.ToArray(), Blobs.Blobs[image.Thumb]);
        Assert.Equal("show"u8.ToArray(), Blobs.Blobs[image.Show]);
        Assert.Equal(s_now, image.CreatedAt);
    }

    [Fact]
    public async Task The_path_is_the_month_in_UTC_the_millisecond_and_a_hundred_random_bits()
    {
        Image first = await AddAsync("aa");
        Image second = await AddAsync("bb");

        Assert.Matches("^bob/photo/2026/10/1793464200123-[a-z2-7]{20}\\.png$", first.Original.Value);
        Assert.Matches("^bob/thumb/2026/10/1793464200123-[a-z2-7]{20}\\.jpg$", first.Thumb.Value);
        Assert.NotEqual(first.Stem, second.Stem);
        Assert.True(BlobKey.TryParse(first.Original.Value, out _));
    }

    [Fact]
    public async Task The_same_bytes_again_answer_the_existing_image_and_store_nothing()
    {
        Image first = await AddAsync("aa");
        (Image again, bool duplicate) = await TakeAsync("aa", Rows.DefaultAlbum, Cancellation);

        Assert.True(duplicate);
        Assert.Equal(first, again);
        Assert.Equal(3, Blobs.Blobs.Count);
    }

    [Fact]
    public async Task The_loser_of_a_race_for_the_same_bytes_answers_the_winners_image_and_leaves_no_blob()
    {
        Image? winner = null;
        Rows.BeforeAdd = _ =>
        {
            Rows.BeforeAdd = _ => { };
            winner = AddAsync("aa").GetAwaiter().GetResult();
        };

        (Image image, bool duplicate) = await TakeAsync("aa", Rows.DefaultAlbum, Cancellation);

        Assert.True(duplicate);
        Assert.Equal(winner, image);
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.Contains(image.Original, Blobs.Blobs.Keys);
    }

    [Theory]
    [InlineData(BlobKey.Photo)]
    [InlineData(BlobKey.Thumb)]
    [InlineData(BlobKey.Show)]
    public async Task A_blob_that_fails_leaves_no_row_and_no_blob(string kind)
    {
        Blobs.BeforeCommit = key => FailFor(key, kind);
        await Refused(ErrorCode.StorageFull, () => AddAsync("aa"));
        AssertNothingStored();

        Blobs.BeforeCommit = _ => { };
        Blobs.AfterCommit = key => FailFor(key, kind);
        await Refused(ErrorCode.StorageFull, () => AddAsync("aa"));
        AssertNothingStored();
    }

    [Fact]
    public async Task A_row_that_fails_leaves_no_blob()
    {
        Rows.BeforeAdd = _ => throw Full();
        await Refused(ErrorCode.StorageFull, () => AddAsync("aa"));
        AssertNothingStored();

        Rows.BeforeAdd = _ => throw new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync("aa"));
        AssertNothingStored();
    }

    [Fact]
    public async Task An_album_that_vanished_meanwhile_leaves_nothing_behind()
    {
        Rows.BeforeAdd = image => Rows.AlbumRows.Remove(image.AlbumId);

        await Refused(ErrorCode.AlbumNotFound, () => AddAsync("aa"));
        AssertNothingStored();
    }

    [Fact]
    public async Task A_row_that_is_there_or_may_be_there_keeps_its_blobs()
    {
        Rows.AfterAdd = _ => throw new IOException("the flush failed");
        await Assert.ThrowsAsync<IOException>(() => AddAsync("aa"));
        Assert.Equal(3, Blobs.Blobs.Count);

        Rows.BeforeFindByStem = () => throw new IOException("the store is gone");
        await Assert.ThrowsAsync<IOException>(() => AddAsync("bb"));
        Assert.Equal(6, Blobs.Blobs.Count);
    }

    [Fact]
    public async Task The_same_bytes_again_bring_back_what_the_disk_has_lost()
    {
        Image first = await AddAsync("aa");
        await Blobs.RemoveAsync(first.Original, TestContext.Current.CancellationToken);

        (Image again, bool duplicate) = await TakeAsync("aa", Rows.DefaultAlbum, Cancellation);

        Assert.True(duplicate);
        Assert.Equal(first, again);
        Assert.Equal("original"u8.ToArray(), Blobs.Blobs[first.Original]);
    }

    [Fact]
    public async Task A_client_that_hangs_up_between_blobs_leaves_nothing_behind()
    {
        using var hangUp = new CancellationTokenSource();
        Blobs.AfterCommit = _ => hangUp.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TakeAsync("aa", Rows.DefaultAlbum, hangUp.Token));
        AssertNothingStored();
    }

    [Fact]
    public async Task A_failure_while_cleaning_up_does_not_hide_the_first_one()
    {
        Rows.BeforeAdd = _ => throw Full();
        Blobs.BeforeRemove = _ => throw new MapleException(ErrorCode.StorageUnavailable, "", "");

        await Refused(ErrorCode.StorageFull, () => AddAsync("aa"));
        Assert.Empty(Rows.ImageRows);
    }

    [Fact]
    public async Task A_removed_image_takes_its_blobs_along_and_what_was_computed_from_it()
    {
        Image image = await AddAsync("aa");
        Image other = await AddAsync("bb");

        Assert.Equal(image, await Library.RemoveAsync(1, image.Id, cancellation: Cancellation));

        Assert.Equal(other, Assert.Single(Rows.ImageRows.Values));
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.Equal([image.Original], Gone);
    }

    [Fact]
    public async Task Another_users_image_is_not_there()
    {
        Image image = await AddAsync("aa");

        Assert.Null(await Library.RemoveAsync(2, image.Id, cancellation: Cancellation));
        Assert.Null(await Library.RemoveAsync(1, image.Id + 1, cancellation: Cancellation));
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.Empty(Gone);
    }

    [Theory]
    [InlineData(BlobKey.Photo)]
    [InlineData(BlobKey.Thumb)]
    [InlineData(BlobKey.Show)]
    public async Task A_blob_that_stays_is_reported_once_everything_else_is_gone(string kind)
    {
        Image image = await AddAsync("aa");
        Blobs.BeforeRemove = key => FailFor(key, kind);

        await Refused(ErrorCode.StorageFull, () => Library.RemoveAsync(1, image.Id, cancellation: Cancellation));

        Assert.Empty(Rows.ImageRows);
        Assert.Equal(kind, Assert.Single(Blobs.Blobs.Keys).Kind);
        Assert.Equal([image.Original], Gone);
    }

    [Fact]
    public async Task What_is_done_leaves_no_note_and_what_may_be_half_done_leaves_one()
    {
        Image kept = await AddAsync("aa");
        Image gone = await AddAsync("bb");
        await Library.RemoveAsync(1, gone.Id, cancellation: Cancellation);
        Assert.Empty(InFlight.Left());

        Blobs.BeforeRemove = _ => throw Full();
        await Refused(ErrorCode.StorageFull, () => Library.RemoveAsync(1, kept.Id, cancellation: Cancellation));
        Assert.Equal([InFlightImage.Of(Doing.Remove, kept)], InFlight.Left());
    }

    [Fact]
    public async Task An_image_is_noted_before_its_first_blob_comes_and_before_its_row_goes()
    {
        int notes = 0;
        Blobs.BeforeCommit = _ => notes += InFlight.Left().Count;
        Image image = await AddAsync("aa");
        Assert.Equal(3, notes);

        Blobs.BeforeRemove = _ => notes += InFlight.Left().Count;
        await Library.RemoveAsync(1, image.Id, cancellation: Cancellation);
        Assert.Equal(6, notes);
    }

    [Fact]
    public async Task An_image_can_be_removed_when_there_is_no_room_for_a_note()
    {
        Image image = await AddAsync("aa");
        InFlight.BeforeBegin = () => throw Full();

        Assert.Equal(image, await Library.RemoveAsync(1, image.Id, cancellation: Cancellation));
        AssertNothingStored();
    }

    private void AssertNothingStored()
    {
        Assert.Empty(Rows.ImageRows);
        Assert.Empty(Blobs.Blobs);
        Assert.Empty(InFlight.Left());
    }

    private static void FailFor(BlobKey key, string kind)
    {
        if (key.Kind == kind)
            throw Full();
    }


    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => s_now;
    }
}
