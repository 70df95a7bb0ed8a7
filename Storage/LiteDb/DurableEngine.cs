using LiteDB;
using LiteDB.Engine;

namespace Maple.Storage.LiteDb;

/// <summary>
/// LiteDB's engine with commits that are durable. It is not safe from two threads, reads included: its owner calls it under one lock.
/// <see cref="Begin"/>, <see cref="Commit"/>, <see cref="Sync"/> and <see cref="Recover"/> belong to one thread, and <see cref="Sync"/>
/// alone may run outside of the lock, while others read.
/// </summary>
internal sealed class DurableEngine : IDisposable
{
    /// <summary>Pages in the log before they are copied into the data file: 8 MB, 20 to 40 ms of work.</summary>
    private const int CheckpointPages = 1000;

    private readonly IStoreFile _dataFile;
    private readonly LogFile _log;
    private LiteEngine? _engine;
    private LogStream _logStream = null!;
    private FailureLatch _latch = null!;
    private bool _isWritable;
    private bool _mayWriteData;

    /// <param name="data">A data file; an empty one becomes an empty database.</param>
    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public DurableEngine(IStoreFile data, LogFile log)
    {
        _dataFile = data;
        _log = log;
        try
        {
            Open();
        }
        catch (Exception error) when (error is not (IOException or Errors.MapleException or OutOfMemoryException))
        {
            throw Damage.Unreadable(error);
        }
    }

    /// <summary>Written to in checkpoints alone.</summary>
    public IStoreFile Data => _dataFile;

    /// <summary>True when an error has ended the engine: <see cref="Reopen"/> or <see cref="Recover"/> must come before anything else.</summary>
    public bool Failed => _engine is null || _latch.IsSet;

    /// <summary>False before <see cref="MakeWritable"/> and after <see cref="Reopen"/>: nothing has been written since, nor may be.</summary>
    public bool IsWritable => _isWritable && !Failed;

    /// <summary>After <see cref="Dispose"/>: the data file is the whole store, and its log may be lost.</summary>
    public bool IsDataWhole { get; private set; }

    /// <summary>To be called after construction, once everything looks sound: up to then no byte of the files was changed.</summary>
    public void MakeWritable()
    {
        _log.WipeTail();
        SwitchOffCheckpoints();
    }

    public void Begin()
    {
        _latch.ThrowIfSet();
        _engine!.BeginTrans();
    }

    public void Insert(string collection, BsonDocument row) => _engine!.Insert(collection, [row], BsonAutoId.Int64);

    public void Update(string collection, BsonDocument row)
    {
        if (_engine!.Update(collection, [row]) != 1)
            throw Damage.Row(collection, row["_id"].ToString());
    }

    public void Delete(string collection, BsonValue id)
    {
        if (_engine!.Delete(collection, [id]) != 1)
            throw Damage.Row(collection, id.ToString());
    }

    /// <summary>Ends the transaction. The change is visible to reads, and durable only after <see cref="Sync"/>.</summary>
    public void Commit()
    {
        long before = _logStream.Transactions;
        _engine!.Commit();
        _logStream.WaitForTransactionAfter(before);
    }

    /// <summary>Returns when all that was committed is durable.</summary>
    public void Sync()
    {
        _latch.ThrowIfSet();
        try
        {
            // Before: what is durable in the log can't be refused any more.
            _dataFile.CheckName();
            _log.Sync();
        }
        catch (Exception error)
        {
            _latch.Set(error);
            throw;
        }
    }

    /// <summary>
    /// Moves a long log into the data file. The engine would do so inside of a commit, whose failure then says nothing about whether the
    /// transaction is durable: so it is told not to, and this comes after the answers went out.
    /// </summary>
    public void CheckpointIfDue()
    {
        if (IsWritable && _log.Pages >= CheckpointPages)
            Checkpoint();
    }

    /// <summary>Moves the log into the data file, which alone is the whole store then.</summary>
    public void Checkpoint()
    {
        _mayWriteData = true;
        try
        {
            _engine!.Checkpoint();
        }
        finally
        {
            _mayWriteData = false;
        }
    }

    /// <summary>
    /// Throws away what was not synced, an open transaction included, and opens the engine anew on the same files.
    /// </summary>
    public void Recover()
    {
        Close(new IOException("given up"));
        _log.Recover();
        Open();
        SwitchOffCheckpoints();
    }

    /// <summary>The same for reading alone, and without a write: on a disk that takes none, what is there can still be read.</summary>
    public void Reopen()
    {
        Close(new IOException("given up"));
        _log.Forget();
        Open();
    }

    /// <summary>Rows in the order of ids, those that exist.</summary>
    public List<BsonDocument> Find(string collection, BsonArray ids) => Query(collection, BsonExpression.Create("_id IN @0", ids), int.MaxValue);

    public BsonDocument? Find(string collection, BsonValue id) => Query(collection, BsonExpression.Create("_id = @0", id), 1).FirstOrDefault();

    /// <summary>Rows in the order of ids, the last one included: one way through the index where <see cref="Find(string, BsonArray)"/> goes one for each.</summary>
    public List<BsonDocument> Between(string collection, long first, long last) =>
        Query(collection, BsonExpression.Create("_id BETWEEN @0 AND @1", first, last), int.MaxValue);

    /// <summary>
    /// The next rows behind an id. Always with a limit: the engine keeps every page that a query touches in memory until it ends.
    /// </summary>
    public List<BsonDocument> After(string collection, BsonValue id, int limit) => Query(collection, BsonExpression.Create("_id > @0", id), limit);

    /// <inheritdoc cref="RowScan.Verify"/>
    /// <remarks>May run beside reads, before <see cref="MakeWritable"/>.</remarks>
    public void VerifyRows() => new RowScan(_dataFile, _log).Verify();

    /// <summary>Moves the log into the data file and closes, unless an error has ended the engine before.</summary>
    public void Dispose()
    {
        try
        {
            if (IsWritable)
                Checkpoint();
            IsDataWhole = !Failed && _log.Pages == 0;
        }
        catch (IOException)
        {
            // The log keeps what the data file has no room for.
        }

        _engine?.Dispose();
        _engine = null;
        _log.Dispose();
        _dataFile.Dispose();
    }

    /// <summary>Closes without writing.</summary>
    public void Abandon()
    {
        Close(new IOException("closed"));
        _log.Dispose();
        _dataFile.Dispose();
    }

    /// <summary>After an unexpected error: nothing is written any more until <see cref="Recover"/>.</summary>
    public void Fail(Exception error) => _latch.Set(error);

    /// <summary>Kept in the file, so nearly always there already.</summary>
    private void SwitchOffCheckpoints()
    {
        long before = _logStream.Transactions;
        if (_engine!.Pragma("CHECKPOINT", 0))
            _logStream.WaitForTransactionAfter(before);
        _isWritable = true;
    }

    private void Open()
    {
        _isWritable = false;
        EngineMemory.Bound();
        FailureLatch latch = _latch = new FailureLatch();
        DataStream data = null!;
        LogStream log = _logStream = new LogStream(_log, latch) { Data = () => data };
        data = new DataStream(_dataFile, _log, latch, () => _mayWriteData || _dataFile.Length == 0);
        try
        {
            _engine = new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, Collation = Collation.Binary });
            data.Sync();
        }
        catch (Exception error)
        {
            latch.Set(error);
            throw;
        }
    }

    private void Close(Exception reason)
    {
        _latch.Set(reason);
        if (_engine is not { } engine)
            return;
        _engine = null;
        // With the latch set this writes nothing. It frees an open transaction too, whose finalizer would end the process.
        engine.Dispose();
    }

    private List<BsonDocument> Query(string collection, BsonExpression predicate, int limit)
    {
        Query query = new() { Limit = limit };
        query.Where.Add(predicate);
        List<BsonDocument> rows = [];
        using IBsonDataReader reader = _engine!.Query(collection, query);
        while (reader.Read())
            rows.Add(reader.Current.AsDocument);
        return rows;
    }
}
