using System.Collections.Concurrent;
using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The one way into the store. Reads run on the caller's thread under one lock. Changes wait in a queue for the writer's thread, which makes
/// up to 64 of them one transaction and one fdatasync, then answers them all. A read that saw a change not yet durable waits for it too, so
/// nothing is ever told that a power cut could take back.
/// </summary>
internal sealed class StoreCore : IDisposable
{
    /// <summary>64 waiting clients make 36,000 changes a second, a batch takes 2 ms (docs/decisions/0002-durable-litedb.md).</summary>
    private const int BatchSize = 64;

    private readonly Lock _gate = new();
    private readonly SleepingQueue<Operation> _queue = new();
    private readonly DurableEngine _engine;
    private readonly StoreState _state;
    private readonly TimeProvider _time;
    private readonly Thread _writer;
    private readonly RowReader _rows;
    private readonly ConcurrentQueue<TaskCompletionSource> _wantStill = [];
    private readonly SemaphoreSlim _still = new(1);
    private TaskCompletionSource? _unsynced;
    private bool _isStill;

    public StoreCore(DurableEngine engine, StoreState state, TimeProvider time)
    {
        _engine = engine;
        _state = state;
        _time = time;
        _rows = new RowReader(EngineToRead);
        _writer = new Thread(Write) { IsBackground = true, Name = "store writer" };
        _writer.Start();
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Called by the writer's thread, which alone changes memory, after it has answered.</summary>
    public Action<StoreState>? Afterwards { get; set; }

    /// <summary>Reads memory, and rows through the function's second argument.</summary>
    public async Task<T> ReadAsync<T>(Func<StoreState, RowReader, T> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        T result;
        TaskCompletionSource? unsynced;
        lock (_gate)
        {
            unsynced = _unsynced;
            result = Read(read);
        }

        if (unsynced is not null)
            await unsynced.Task.WaitAsync(cancellation);
        return result;
    }

    /// <summary>There may be something that <see cref="Peek"/> would tell about private pictures.</summary>
    public bool HidesPictures => _state.HidesPictures;

    /// <summary>Looks at memory at once. What it sees may not be durable yet: for questions that a power cut asks anew.</summary>
    public T Peek<T>(Func<StoreState, T> look)
    {
        lock (_gate)
            return look(_state);
    }

    /// <summary>Completes when the change is durable. Once begun it is not cancelled.</summary>
    public Task<T> WriteAsync<T>(Func<Change, T> change, CancellationToken cancellation)
    {
        Operation<T> operation = new(change, cancellation);
        ObjectDisposedException.ThrowIf(!_queue.TryAdd(operation), typeof(LiteDbMetadataStore));
        return operation.Answer;
    }

    /// <summary>
    /// Lets <paramref name="look"/> read the data file while it is the whole store as of one moment and stays so: checkpoints wait, while
    /// changes go on in the log.
    /// </summary>
    public async Task WhileStillAsync(Action<IStoreFile> look)
    {
        await _still.WaitAsync();
        try
        {
            TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _wantStill.Enqueue(begun);
            // Only wakes the writer; what it answers stands in the other task.
            _ = WriteAsync(_ => true, CancellationToken.None);
            await begun.Task;
            try
            {
                await Task.Run(() => look(_engine.Data));
            }
            finally
            {
                lock (_gate)
                    _isStill = false;
            }
        }
        finally
        {
            _still.Release();
        }
    }

    /// <summary>Finishes what was begun, moves the log into the data file and closes it.</summary>
    public void Dispose()
    {
        _queue.Close();
        _writer.Join();
        lock (_gate)
        {
            // Somebody copies the data file: the log keeps what would be moved into it.
            if (_isStill)
                _engine.Abandon();
            else
                _engine.Dispose();
        }
    }

    /// <inheritdoc cref="DurableEngine.IsDataWhole"/>
    public bool IsDataWhole => _engine.IsDataWhole;

    /// <summary>Moves the log into the data file, while nothing is being written.</summary>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public void MoveLog()
    {
        try
        {
            lock (_gate)
                _engine.Checkpoint();
        }
        catch (Exception error)
        {
            throw Refusal.OfStorage(error);
        }
    }

    private T Read<T>(Func<StoreState, RowReader, T> read)
    {
        try
        {
            return read(_state, _rows);
        }
        catch (Exception error) when (error is not MapleException)
        {
            // The engine may hold on to what the broken query had open: the next call gets a fresh one.
            _engine.Fail(error);
            throw Refusal.OfStorage(error);
        }
    }

    private DurableEngine EngineToRead()
    {
        if (_engine.Failed)
        {
            if (_unsynced is not null)
                throw new IOException("the store is about to be reopened");
            _engine.Reopen();
        }

        return _engine;
    }

    private void Write()
    {
        List<Operation> batch = new(BatchSize);
        while (_queue.Take(out Operation? first))
        {
            batch.Add(first);
            while (batch.Count < BatchSize && _queue.TryTake(out Operation? next))
                batch.Add(next);
            Write(batch);
            batch.Clear();
            Checkpoint();
            Afterwards?.Invoke(_state);
        }
    }

    private void Write(List<Operation> batch)
    {
        if (TryCommit(batch) is not { } error)
            return;
        if (error is IOException or UnauthorizedAccessException || batch.Count == 1)
        {
            Exception answer = Refusal.OfStorage(error);
            batch.ForEach(operation => operation.Fail(answer));
            return;
        }

        // One operation broke the transaction for all; alone, it breaks its own.
        foreach (Operation operation in batch)
            Write([operation]);
    }

    private void Checkpoint()
    {
        lock (_gate)
        {
            TaskCompletionSource? wantsStill = null;
            try
            {
                if (_isStill)
                    return;
                if (!_wantStill.TryDequeue(out wantsStill))
                {
                    _engine.CheckpointIfDue();
                    return;
                }

                if (!_engine.IsWritable)
                    _engine.Recover();
                _engine.Checkpoint();
                _isStill = true;
                wantsStill.SetResult();
            }
            catch (Exception error)
            {
                // Nothing is lost: the log keeps all. The next call opens the engine anew.
                _engine.Fail(error);
                wantsStill?.SetException(Refusal.OfStorage(error));
            }
        }
    }

    /// <summary>Null when all were answered; else the error, with engine and memory back where they were.</summary>
    private Exception? TryCommit(List<Operation> batch)
    {
        Change change;
        bool committed;
        TaskCompletionSource durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            change = new Change(_engine, _state, _time);
            try
            {
                if (!_engine.IsWritable)
                    _engine.Recover();
                foreach (Operation operation in batch)
                    operation.Run(change);
                committed = change.Commit();
                if (committed)
                    _unsynced = durable;
            }
            catch (Exception error)
            {
                return GiveUp(error);
            }
        }

        if (committed && Sync() is { } failure)
            return failure;
        batch.ForEach(operation => operation.Complete());
        return null;

        Exception? Sync()
        {
            try
            {
                _engine.Sync();
                lock (_gate)
                    _unsynced = null;
                durable.SetResult();
                return null;
            }
            catch (Exception error)
            {
                lock (_gate)
                {
                    _unsynced = null;
                    GiveUp(error);
                }

                durable.SetException(Refusal.OfStorage(error));
                // Nobody may have been waiting.
                _ = durable.Task.Exception;
                return error;
            }
        }

        Exception GiveUp(Exception error)
        {
            _engine.Fail(error);
            change.Undo();
            return error;
        }
    }
}
