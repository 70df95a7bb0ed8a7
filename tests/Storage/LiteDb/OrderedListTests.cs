using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

public sealed class OrderedListTests
{
    [Theory]
    [InlineData(1, 30_000)]
    [InlineData(2, 300)]
    public void It_agrees_with_a_sorted_set(int seed, int values)
    {
        Random random = new(seed);
        OrderedList<int> list = new();
        SortedSet<int> expected = [];
        for (int i = 0; i < 60_000; i++)
        {
            // In order at first, then anywhere, at last mostly removed.
            int value = i < values ? i : random.Next(values);
            bool add = i < values || random.Next(10) < (i < 30_000 ? 5 : 2);
            Assert.Equal(add ? expected.Add(value) : expected.Remove(value), add ? list.Add(value) : list.Remove(value));
        }

        int[] sorted = [.. expected];
        Assert.Equal(sorted.Length, list.Count);
        Assert.Equal(sorted, list.Slice(0, int.MaxValue));
        for (int i = 0; i < 200; i++)
        {
            int rank = random.Next(sorted.Length), value = random.Next(values);
            Assert.Equal(sorted.Skip(rank).Take(10), list.Slice(rank, 10));
            Assert.Equal(sorted.Count(one => one < value), list.Rank(value));
        }
    }
}
