using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Storage;

/// <summary>What a disk refused, and takes later.</summary>
public sealed class UnfinishedTests : LibraryTestBase
{

    [Fact]
    public async Task What_a_store_refused_that_does_not_work_keeps_its_blobs_until_it_works_again()
    {
        Rows.BeforeAdd = _ => throw new IOException("the flush failed, and its page may be on the disk");
        Rows.BeforePing = () => throw new IOException("it still fails");
        await Assert.ThrowsAsync<IOException>(() => AddAsync("aa"));
        Assert.Equal(3, Blobs.Blobs.Count);
        Assert.Single(InFlight.Left());

        Rows.BeforeAdd = _ => { };
        Rows.BeforePing = () => { };
        Image image = await AddAsync("bb");

        Assert.Equal(KeysOf(image), Blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(InFlight.Left());
    }

    [Fact]
    public async Task Bytes_that_were_refused_do_not_take_those_along_that_came_later_under_their_name()
    {
        Image old = await AddAsync("aa");
        Blobs.AfterCommit = _ => throw Full();
        Rows.BeforePing = () => throw Full();
        await Refused(() => ReplaceAsync(old, "bb"));

        Blobs.AfterCommit = _ => { };
        Rows.BeforePing = () => { };
        Image now = await ReplaceAsync(old, "cc");
        // What was refused is tried again after it.
        Image other = await AddAsync("dd");

        Assert.Equal(KeysOf(now).Concat(KeysOf(other)).ToHashSet(), Blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(InFlight.Left());
    }

    [Fact]
    public async Task A_blob_that_stayed_goes_as_soon_as_the_disk_lets_it()
    {
        Image image = await AddAsync("aa");
        Blobs.BeforeRemove = _ => throw Full();
        await Refused(() => Library.RemoveAsync(1, image.Id, Cancellation));

        Blobs.BeforeRemove = _ => { };
        Image other = await AddAsync("bb");

        Assert.Equal(KeysOf(other), Blobs.Blobs.Keys.ToHashSet());
        Assert.Empty(InFlight.Left());
    }

    private static Task Refused(Func<Task> action) => Refused(ErrorCode.StorageFull, action);
}
