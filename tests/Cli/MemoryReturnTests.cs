using Maple.Cli;

namespace Maple.Tests.Cli;

public sealed class MemoryReturnTests
{
    private const long Work = 10 << 20;

    [Fact]
    public void Memory_is_given_back_once_after_work_and_again_after_the_next()
    {
        using var memory = new MemoryReturn();
        memory.Look(long.MaxValue / 2);
        Assert.Equal(0, memory.Times);

        for (int i = 0; i < 5; i++)
            memory.Look(long.MaxValue / 2);
        Assert.Equal(1, memory.Times);

        memory.Look(long.MaxValue / 2 + Work);
        memory.Look(long.MaxValue / 2 + Work);
        memory.Look(long.MaxValue / 2 + Work);
        Assert.Equal(2, memory.Times);
    }

    [Fact]
    public void Nothing_is_collected_while_there_is_work()
    {
        using var memory = new MemoryReturn();
        for (int i = 1; i < 20; i++)
            memory.Look(i * Work);
        Assert.Equal(0, memory.Times);
    }
}
