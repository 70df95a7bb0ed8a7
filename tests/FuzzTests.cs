using Maple.Fuzz.Engine;
using Maple.Fuzz.Targets;
using Maple.Tests.Support;

namespace Maple.Tests;

/// <summary>A short run of each target of <c>tests/fuzz</c>: the same inputs each time. The long ones are run by hand, see docs/reliability.md.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20;

    public static TheoryData<string> Targets => [.. TargetList.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_must_hold_of_a_parser_holds_for_changed_inputs(string name)
    {
        Target target = TargetList.All[name]();
        byte[][] seeds = Corpus.Read(target, Path.Combine(Repository.Root, "tests/fuzz/corpus", target.CorpusName));
        var findings = new List<string>();
        using (var campaign = new Campaign(target, seeds, Seed, (input, what) => findings.Add($"{Convert.ToHexString(input)}\n{what}")))
        {
            // The loader of configurations reads a file each time.
            long executions = name == "config" ? 2_000 : 20_000;
            await campaign.RunAsync(executions);
            Assert.Equal(executions, campaign.Executions);
            // Differences must stay the exception, or the comparison says nothing.
            Assert.InRange(campaign.Explained, 0, executions / 3);
        }

        (target as IDisposable)?.Dispose();
        Assert.True(findings.Count == 0, $"{findings.Count} findings\n{string.Join('\n', findings.Take(5))}");
    }

    [Fact]
    public async Task A_property_that_does_not_hold_is_found()
    {
        var findings = new List<byte[]>();
        using var campaign = new Campaign(new BrokenTarget(), ["a=1"u8.ToArray()], Seed, (input, _) => findings.Add(input));

        await campaign.RunAsync(20_000);

        Assert.NotEmpty(findings);
        Assert.All(findings, input => Assert.True(input.AsSpan().IndexOf("=="u8) >= 0));
    }

    /// <summary>A parser that breaks on two equals signs.</summary>
    private sealed class BrokenTarget() : Target("broken")
    {
        public override string? Check(byte[] input)
        {
            Finding.Unless(input.AsSpan().IndexOf("=="u8) < 0, "two equals signs");
            return null;
        }
    }
}
