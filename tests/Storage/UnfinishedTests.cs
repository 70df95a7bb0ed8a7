using Maple.Errors;
using Maple.Storage;

namespace Maple.Tests.Storage;

/// <summary>What a disk refused, and takes later.</summary>
public sealed class UnfinishedTests : LibraryTestBase
{
    [Fact]
    public async Task What_a_store_refused_that_does_not_work_keeps_its_blobs_until_it_works_again()
    {
        Rows.BeforeAdd = _ => throw new IOException("the flush failed, and its page may be on the disk");
        Rows.BeforePing = () => throw new IOException("it still fails");
        await Assert.ThrowsAsync<IOException>(() => AddAsync());
        await Unfinished.TryAgainAsync();
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.Single(InFlight.Left());

        Rows.BeforePing = () => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_became_durable_all_the_same_keeps_its_blobs()
    {
        Rows.AfterAdd = _ => throw Full();
        Rows.BeforePing = () => throw Full();
        await Refused(() => AddAsync());

        Rows.BeforePing = () => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(Assert.Single(Rows.ImageRows.Values));
    }

    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    public async Task Bytes_that_were_refused_do_not_take_those_along_that_came_later_in_their_place(string extension)
    {
        Image old = await AddAsync();
        Blobs.AfterCommit = _ => throw Full();
        Rows.BeforePing = () => throw Full();
        await Refused(() => ReplaceAsync(old, "bb"));

        Blobs.AfterCommit = _ => { };
        Rows.BeforePing = () => { };
        Image now = await ReplaceAsync(old, "cc", extension: extension);
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(now);
    }

    [Fact]
    public async Task A_blob_that_stayed_goes_as_soon_as_the_disk_lets_it()
    {
        Image image = await AddAsync();
        Blobs.BeforeRemove = _ => throw Full();
        await Refused(() => Library.RemoveAsync(1, image.Id, cancellation: Cancellation));
        await Unfinished.TryAgainAsync();
        Assert.Equal(KeysOf(image), Blobs.Blobs.Keys.ToHashSet());

        Blobs.BeforeRemove = _ => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task One_that_stays_keeps_no_other()
    {
        Image stuck = await AddAsync("aa"), other = await AddAsync("bb");
        Blobs.BeforeRemove = _ => throw Full();
        await Refused(() => Library.RemoveAsync(1, stuck.Id, cancellation: Cancellation));
        await Refused(() => Library.RemoveAsync(1, other.Id, cancellation: Cancellation));

        Blobs.BeforeRemove = key => StayIf(key == stuck.Original);
        await Unfinished.TryAgainAsync();

        Assert.Equal([stuck.Original], Blobs.Blobs.Keys);
        Assert.Equal(stuck.Original, Assert.Single(InFlight.Left()).Original);
    }

    [Fact]
    public async Task An_image_that_is_given_the_link_of_one_that_could_not_go_wholly_keeps_its_blobs()
    {
        const string link = "2021/05/1620000000000.7";
        Image first = await AddAsync(stem: link);
        Blobs.BeforeRemove = key => StayIf(key.Kind == BlobKey.Show);
        await Refused(() => Library.RemoveAsync(1, first.Id, cancellation: Cancellation));
        Image again = await AddAsync(stem: link);

        Blobs.BeforeRemove = _ => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(again);
    }

    [Fact]
    public async Task Two_that_are_given_one_link_at_once_do_not_take_each_others_bytes()
    {
        const string link = "2021/05/1620000000000.7";
        Image[] stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => AddAsync($"{i:x64}", stem: link))));

        Image only = Assert.Single(Rows.ImageRows.Values);
        Assert.All(stored, image => Assert.Equal(only, image));
        Assert.Equal(1, Committed(only.Original));
        AssertNothingIsLeft(only);
    }

    [Fact]
    public async Task While_a_change_is_in_doubt_nothing_takes_the_place_of_its_blobs()
    {
        const string link = "2021/05/1620000000000.7";
        Image old = await AddAsync();
        Rows.BeforePing = () => throw Full();
        Rows.AfterReplace = _ => throw Full();
        await Refused(() => ReplaceAsync(old, "bb"));
        Image inDoubt = Assert.Single(Rows.ImageRows.Values);

        await Refused(() => ReplaceAsync(old, "dd"));
        await Refused(() => AddAsync("ee", stem: link));

        Assert.Equal(1, Committed(inDoubt.Original));
        Assert.Equal(0, Committed(BlobKey.Of(old.Folder, BlobKey.Photo, link, "png")));
    }

    [Fact]
    public async Task Renditions_that_are_made_again_come_to_nothing_when_the_image_went_or_was_replaced_meanwhile()
    {
        Image gone = await AddAsync("aa"), replaced = await AddAsync("bb");
        await Library.RemoveAsync(1, gone.Id, cancellation: Cancellation);
        Image now = await ReplaceAsync(replaced, "cc");

        await RestoreAsync(gone);
        await RestoreAsync(replaced);
        AssertNothingIsLeft(now);
        Assert.Equal(1, Committed(now.Original));
        Assert.Equal((1, 1), (Committed(now.Thumb), Committed(now.Show)));

        Blobs.Blobs.TryRemove(now.Thumb, out _);
        await RestoreAsync(now);
        AssertNothingIsLeft(now);
    }

    [Fact]
    public async Task Without_room_for_a_note_what_is_removed_is_flushed()
    {
        Image image = await AddAsync();
        var flushed = new HashSet<BlobKey>();
        Blobs.BeforeFlushRemoval = key => flushed.Add(key);
        InFlight.BeforeBegin = () => throw Full();

        await Library.RemoveAsync(1, image.Id, cancellation: Cancellation);

        Assert.Equal(KeysOf(image), flushed);
    }

    [Fact]
    public async Task The_removal_of_an_image_that_is_refused_in_doubt_ends_with_it_there_or_gone()
    {
        Image kept = await AddAsync("aa"), gone = await AddAsync("bb");
        Rows.BeforePing = () => throw Full();
        Rows.BeforeRemoval = () => throw Full();
        await Refused(() => Library.RemoveAsync(1, kept.Id, cancellation: Cancellation));
        Rows.BeforeRemoval = () =>
        {
            Rows.ImageRows.Remove(gone.Id);
            throw Full();
        };
        await Refused(() => Library.RemoveAsync(1, gone.Id, cancellation: Cancellation));
        Assert.Equal(6, Blobs.Blobs.Count);

        Rows.BeforePing = () => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(kept);
    }

    [Fact]
    public async Task A_version_that_stayed_goes_as_soon_as_the_disk_lets_it()
    {
        ImageLibrary library = KeepingOne();
        Image now = await ReplaceAsync(await AddAsync(), library: library);
        Blobs.BeforeRemove = _ => throw Full();
        await Refused(() => library.RemoveVersionAsync(1, now.Id, 0, Cancellation));

        Blobs.BeforeRemove = _ => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(now);
    }

    [Fact]
    public async Task A_version_whose_removal_is_refused_in_doubt_ends_there_or_gone()
    {
        ImageLibrary library = KeepingOne();
        Image now = await ReplaceAsync(await AddAsync(), library: library);
        Rows.BeforePing = () => throw Full();
        Rows.AfterReplace = _ => throw Full();
        await Refused(() => library.RemoveVersionAsync(1, now.Id, 0, Cancellation));
        Assert.Equal(4, Blobs.Blobs.Count);

        Rows.BeforePing = () => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(now);
    }

    [Fact]
    public async Task Old_bytes_that_stay_after_a_replacement_go_later_and_it_is_answered_all_the_same()
    {
        Image old = await AddAsync();
        Blobs.BeforeRemove = _ => throw Full();
        Image now = await ReplaceAsync(old);
        Assert.Equal(6, Blobs.Blobs.Count);

        Blobs.BeforeRemove = _ => { };
        await Unfinished.TryAgainAsync();

        AssertNothingIsLeft(now);
    }

    [Fact]
    public async Task Old_bytes_are_gone_for_good_and_what_was_made_from_them_too_before_their_note_is()
    {
        Image old = await AddAsync();
        var flushed = new HashSet<BlobKey>();
        InFlightImage note = InFlightImage.Of(Doing.Remove, old);
        bool? wasTold = null;
        Blobs.BeforeFlushRemoval = key =>
        {
            if (!Blobs.Blobs.ContainsKey(key) && InFlight.Left().Contains(note))
                flushed.Add(key);
        };
        InFlight.BeforeEnd = ended => wasTold ??= ended == note ? Gone.Contains(old.Original) : null;

        await ReplaceAsync(old);

        Assert.Equal(KeysOf(old), flushed);
        Assert.True(wasTold);
    }

    [Fact]
    public async Task The_log_hears_of_it_once()
    {
        Image first = await AddAsync("aa"), second = await AddAsync("bb");
        Blobs.BeforeRemove = _ => throw Full();
        await Refused(() => Library.RemoveAsync(1, first.Id, cancellation: Cancellation));
        await Refused(() => Library.RemoveAsync(1, second.Id, cancellation: Cancellation));
        await Unfinished.TryAgainAsync();

        Assert.IsType<MapleException>(Assert.Single(Refusals));
    }

    private int Committed(BlobKey key) => Blobs.Commits.Count(committed => committed == key);

    private async Task RestoreAsync(Image image)
    {
        await using StagedBlob thumb = Blobs.Stage(), show = Blobs.Stage();
        await Library.RestoreAsync(image, [new(BlobKey.Thumb, thumb), new(BlobKey.Show, show)]);
    }

    private ImageLibrary KeepingOne() => new(Rows, Blobs, InFlight, Unfinished, TimeProvider.System) { KeptVersions = 1 };

    private static void StayIf(bool stays)
    {
        if (stays)
            throw Full();
    }

    private void AssertNothingIsLeft(params Image[] images)
    {
        Assert.Equal([.. images.SelectMany(KeysOf)], Blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(InFlight.Left());
    }

    private static Task Refused(Func<Task> action) => Refused(ErrorCode.StorageFull, action);
}
