using Maple.Storage;

namespace Maple.Tests.Contracts;

public abstract partial class MetadataStoreContract
{
    private static readonly TokenRate s_threeAndOneAMinute = new(3, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task A_bucket_gives_as_many_tokens_as_it_holds_and_then_says_how_long_to_wait()
    {
        Assert.Equal((bool[])[true, true, true, false], await TakeAsync("a", 4));
        Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(40), await Store.RateLimits.TakeAsync("a", s_threeAndOneAMinute));
    }

    [Fact]
    public async Task Who_waits_as_long_as_was_said_gets_a_token_and_no_second_one()
    {
        await TakeAsync("a", 3);
        Time.Advance(await Store.RateLimits.TakeAsync("a", s_threeAndOneAMinute));
        Assert.Equal((bool[])[true, false], await TakeAsync("a", 2));
    }

    [Fact]
    public async Task Being_refused_costs_nothing()
    {
        await TakeAsync("a", 50);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((bool[])[true, false], await TakeAsync("a", 2));
    }

    [Fact]
    public async Task A_bucket_never_holds_more_than_its_capacity()
    {
        await TakeAsync("a", 1);
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((bool[])[true, true, true, false], await TakeAsync("a", 4));
    }

    [Fact]
    public async Task One_bucket_is_nothing_to_another()
    {
        await TakeAsync("a", 3);
        Assert.Equal((bool[])[true], await TakeAsync("A", 1));
        Assert.Equal((bool[])[true], await TakeAsync(new string('a', 100_000), 1));
        Assert.Equal((bool[])[false], await TakeAsync("a", 1));
    }

    [Fact]
    public async Task A_clock_set_back_empties_no_bucket_for_longer_than_it_takes_to_fill()
    {
        await TakeAsync("a", 3);
        Time.Advance(TimeSpan.FromDays(-1));
        Assert.Equal(TimeSpan.FromMinutes(1), await Store.RateLimits.TakeAsync("a", s_threeAndOneAMinute));
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_there_is()
    {
        Task<TimeSpan>[] takes =
            [.. Enumerable.Range(0, 64).Select(_ => Task.Run(() => Store.RateLimits.TakeAsync("a", s_threeAndOneAMinute).AsTask()))];
        Assert.Equal(3, (await Task.WhenAll(takes)).Count(wait => wait == TimeSpan.Zero));
    }

    private async Task<bool[]> TakeAsync(string bucket, int times)
    {
        var taken = new List<bool>();
        for (int i = 0; i < times; i++)
            taken.Add(await Store.RateLimits.TakeAsync(bucket, s_threeAndOneAMinute) == TimeSpan.Zero);
        return [.. taken];
    }
}
