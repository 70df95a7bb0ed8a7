using System.Diagnostics;

namespace Maple.Fuzz.Engine;

/// <summary>Runs one target many times: the same inputs for the same seed, corpus and build.</summary>
/// <param name="isGuided">Keeps inputs that took new branches and changes those further.</param>
internal sealed class Campaign(Target target, IReadOnlyList<byte[]> seeds, int seed, Action<byte[], string> onFinding, bool isGuided = true) : IDisposable
{
    // More inputs than this differ only in magnitudes of loops, and each is chosen too seldom.
    private const int MaxCorpus = 20_000;

    // What runs for the first time compiles code and fills static tables.
    private const int WarmUp = 200;

    private const int BatchSize = 500;

    private readonly List<byte[]> _corpus = [.. seeds];
    private readonly Coverage _coverage = new();
    private readonly Peer? _peer = target.StartPeer();
    private List<(byte[] Input, string Answer)> _batch = [];
    private (List<(byte[] Input, string Answer)> Batch, Task<string[]> Answers)? _asked;

    public long Executions { get; private set; }

    public int Edges => _coverage.Edges;

    public int CorpusSize => _corpus.Count;

    /// <summary>Answers that the peer gave in other words, for a reason that is written down.</summary>
    public long Explained { get; private set; }

    /// <param name="patience">Ends earlier when it is used up.</param>
    public async Task RunAsync(long executions, TimeSpan? patience = null)
    {
        var mutator = new Mutator(new Random(seed), target.Dictionary, target.MaxLength);
        long started = Stopwatch.GetTimestamp();
        for (long i = 0; i < executions && (i % 100 != 0 || patience is null || Stopwatch.GetElapsedTime(started) < patience); i++)
        {
            byte[] input = i < seeds.Count ? seeds[(int)i] : mutator.Mutate(_corpus);
            string? answer = Run(input);
            bool isNew = _coverage.IsNew();
            if (isNew && isGuided && i >= seeds.Count && _corpus.Count < MaxCorpus)
                _corpus.Add(input);
            if (_peer is not null && answer is not null)
            {
                _batch.Add((input, answer));
                if (_batch.Count == BatchSize)
                    await AskAsync();
            }

            Executions++;
        }

        if (_peer is not null)
        {
            await AskAsync();
            await AskAsync();
        }
    }

    public void Dispose() => _peer?.Dispose();

    private string? Run(byte[] input)
    {
        Coverage.Clear();
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? answer = target.Check(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.MayAllocate(input.Length) && Executions > WarmUp)
            {
                // Once more: a pool or a table may have been filled.
                before = GC.GetAllocatedBytesForCurrentThread();
                target.Check(input);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Finding.Unless(allocated <= target.MayAllocate(input.Length), $"{input.Length} bytes made it allocate {allocated}");
            }

            return answer;
        }
        catch (Exception e)
        {
            onFinding(input, e is Finding ? e.Message : e.ToString());
            return null;
        }
    }

    /// <summary>Takes the answers to the batch before and sends this one, so that both programs have work.</summary>
    private async Task AskAsync()
    {
        if (_asked is var (batch, answers))
        {
            string[] theirs = await answers;
            for (int i = 0; i < theirs.Length; i++)
            {
                (byte[] input, string ours) = batch[i];
                if (target.Agree(ours, theirs[i]))
                    continue;
                if (target.IsKnown(input, ours, theirs[i]))
                    Explained++;
                else
                    onFinding(input, $"they disagree\n  ours   {ours}\n  theirs {theirs[i]}");
            }
        }

        _asked = _batch.Count == 0 ? null : (_batch, _peer!.AskAsync([.. _batch.Select(b => target.Question(b.Input))]));
        _batch = [];
    }
}
