using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

public sealed class LiteDbRateLimitsTests
{
    private static readonly TokenRate s_rate = new(10, TimeSpan.FromMinutes(1));

    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task However_many_names_are_tried_memory_is_bounded_and_the_emptiest_buckets_are_remembered()
    {
        var limits = new LiteDbRateLimits(() => _now, maxBuckets: 1_000);
        for (int i = 0; i < 10; i++)
            await limits.TakeAsync("flooded", s_rate);

        for (int i = 0; i < 50_000; i++)
            await limits.TakeAsync($"name {i}", s_rate);

        Assert.InRange(limits.Count, 1, 1_000);
        Assert.Equal(TimeSpan.FromMinutes(1), await limits.TakeAsync("flooded", s_rate));
    }

    [Fact]
    public async Task What_is_full_again_goes_first()
    {
        var limits = new LiteDbRateLimits(() => _now, maxBuckets: 10);
        for (int i = 0; i < 10; i++)
            await limits.TakeAsync($"name {i}", s_rate);
        _now += TimeSpan.FromMinutes(1);
        await limits.TakeAsync("another", s_rate);
        Assert.Equal(1, limits.Count);
    }
}
