using System.Buffers;
using System.Threading.Channels;

namespace Maple.Storage.Facts;

/// <summary>
/// Writes down what has changed, for all that wait in one append per file. It asks the store what is so now rather than being told: whoever
/// comes last finds the latest, so lines are never in the wrong order.
/// </summary>
/// <param name="onFailure">Told what went wrong and how many facts are late; they are tried again with the next, after a while, and at the end.</param>
internal sealed class FactJournal : IAsyncDisposable
{
    /// <summary>As many as the store makes durable at once.</summary>
    private const int BatchSize = 64;

    /// <summary>Late facts in memory: 100 bytes each. Beyond it the disk has been broken for long, and <c>rebuild-index</c> tells what it lacks.</summary>
    private const int LateLimit = 100_000;

    // A disk that is back is written to within that, whether or not anybody changes something.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    private readonly IFactFiles _files;
    private readonly Action<Exception, int> _onFailure;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<AskStore> _late = [];
    private readonly Task _writer;
    private Task<bool>? _more;

    public FactJournal(IFactFiles files, Action<Exception, int> onFailure)
    {
        _files = files;
        _onFailure = onFailure;
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>
    /// Completes when the facts are durable, or late: what the store has acknowledged is not refused because its second copy has to wait.
    /// </summary>
    public Task KeepAsync(params IReadOnlyList<AskStore> facts)
    {
        var waiting = new Waiting(facts, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _queue.Writer.TryWrite(waiting) ? waiting.Done.Task : Task.CompletedTask;
    }

    /// <summary>Facts that could not be written, once this is disposed.</summary>
    public int Late => _late.Count;

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAllAsync()
    {
        List<Waiting> batch = [];
        while (await MoreAsync())
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out Waiting? waiting))
                batch.Add(waiting);
            await WriteAsync([.. batch.SelectMany(w => w.Facts)]);
            batch.ForEach(w => w.Done.SetResult());
            batch.Clear();
        }

        if (_late.Count > 0)
            await WriteAsync([]);
    }

    /// <summary>False at the end. While facts are late, true after some time as well.</summary>
    private async Task<bool> MoreAsync()
    {
        // One at a time: the channel has one reader.
        _more ??= _queue.Reader.WaitToReadAsync().AsTask();
        if (_late.Count > 0 && await Task.WhenAny(_more, Task.Delay(s_again)) != _more)
            return true;
        bool isMore = await _more;
        _more = null;
        return isMore;
    }

    private async Task WriteAsync(IReadOnlyList<AskStore> facts)
    {
        AskStore[] all = [.. _late, .. facts];
        _late.Clear();
        var files = new Dictionary<(string User, string File), (ArrayBufferWriter<byte> Lines, List<AskStore> Asks)>();
        foreach (AskStore ask in all)
        {
            await TryAsync([ask], async () =>
            {
                if (await ask() is not { } entry)
                    return;
                if (!files.TryGetValue((entry.User, entry.File), out (ArrayBufferWriter<byte> Lines, List<AskStore> Asks) file))
                    files.Add((entry.User, entry.File), file = (new ArrayBufferWriter<byte>(), []));
                FactLine.Write(file.Lines, entry.Fact);
                file.Asks.Add(ask);
            });
        }

        foreach (((string user, string file), (ArrayBufferWriter<byte> lines, List<AskStore> asks)) in files)
            await TryAsync(asks, () => _files.AppendAsync(user, file, lines.WrittenMemory));
    }

    private async Task TryAsync(IReadOnlyCollection<AskStore> asks, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            _late.AddRange(asks.Take(LateLimit - _late.Count));
            _onFailure(e, _late.Count);
        }
    }

    private sealed record Waiting(IReadOnlyList<AskStore> Facts, TaskCompletionSource Done);
}

/// <summary>What is so now, and where it is written down; null when there is nothing to say.</summary>
internal delegate Task<FactEntry?> AskStore();

internal readonly record struct FactEntry(string User, string File, Fact Fact);
