using System.Diagnostics;
using System.Security.Cryptography;
using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The engine's log as a file that keeps what it was told to keep. Pages are gathered in memory and go out in one write and one fdatasync.
/// Two header slots written in turn (see <see cref="LogHeader"/>) are followed by frames (see <see cref="LogFrame"/>); emptying the log is a
/// new generation with a new salt, so that frames of the old one mean nothing. The file is never cut: writing zeros ahead spares each
/// commit the journal's work for a changed length (measured in docs/decisions/0002-durable-litedb.md).
/// </summary>
/// <remarks>
/// <see cref="Append"/> is called from the engine's thread, the reads from any, the rest from the store's writer alone.
/// </remarks>
internal sealed class LogFile : IDisposable
{
    /// <summary>Written ahead at a time: 7 ms at the first start, where 64 MB take 200; a log of 1,000 pages grows to 12 MB and stays.</summary>
    private const int Step = 4 << 20;

    /// <summary>
    /// What is always kept written ahead while there is room, so that on a full disk there is still some for deletions: 2 MB are 255 pages, and
    /// a deletion took 3 or 4.
    /// </summary>
    private const int Reserve = 2 << 20;

    /// <summary>Frames held in memory before a large transaction begins to spill.</summary>
    private const int PendingLimit = 4 << 20;

    private const int FramesAtOnce = 64;

    private readonly IStoreFile _file;
    private readonly int _step;
    private readonly Lock _lock = new();
    private readonly MemoryStream _pending = new();
    private LogHeader _header;
    private long _allocated;
    private int _written;
    private int _durable;

    private LogFile(IStoreFile file, LogHeader header, int step)
    {
        _file = file;
        _header = header;
        _step = step;
        _allocated = file.Length;
    }

    /// <summary>Pages in the log, those still in memory too.</summary>
    public int Pages { get; private set; }

    /// <summary>Makes an empty log, durably.</summary>
    /// <param name="step">Written ahead at a time.</param>
    public static LogFile Create(IStoreFile file, int step = Step)
    {
        LogFile log = new(file, new LogHeader(1, NewSalt()), step);
        log.Allocate(LogFrame.OffsetOf(0));
        log._header.WriteTo(file);
        file.Sync();
        return log;
    }

    /// <summary>Reads what is there and changes nothing; <see cref="WipeTail"/> must come before the first append.</summary>
    /// <exception cref="MapleException"><c>store_damaged</c>: not a log, or one with a hole in what was durable.</exception>
    public static LogFile Open(IStoreFile file)
    {
        LogHeader header = LogHeader.ReadFrom(file) ?? throw Damage.LogHeader();
        LogFile log = new(file, header, Step);
        log.Scan();
        return log;
    }

    public void Append(ReadOnlySpan<byte> page)
    {
        lock (_lock)
        {
            Span<byte> frame = stackalloc byte[LogFrame.Size];
            LogFrame.Write(frame, page, _header.Salt, Pages, _durable);
            _pending.Write(frame);
            Pages++;
            if (_pending.Length >= PendingLimit)
                WritePending();
        }
    }

    public void Read(int index, Span<byte> page)
    {
        lock (_lock)
        {
            if (index >= _written)
            {
                _pending.GetBuffer().AsSpan((index - _written) * LogFrame.Size, LogFrame.PageSize).CopyTo(page);
                return;
            }
        }

        Span<byte> frame = stackalloc byte[LogFrame.Size];
        if (_file.Read(frame, LogFrame.OffsetOf(index)) < frame.Length || !LogFrame.IsValid(frame, _header.Salt, index))
            throw Damage.LogHole();
        frame[..LogFrame.PageSize].CopyTo(page);
    }

    /// <summary>Returns when every page appended is durable.</summary>
    public void Sync()
    {
        lock (_lock)
            WritePending();
        if (_durable == _written)
            return;
        AllocateAhead();
        _file.Sync();
        _durable = _written;
    }

    /// <summary>
    /// Empties the log. The new generation is durable before a frame is written over the old ones, or a power cut could leave old frames
    /// between new ones.
    /// </summary>
    public void Clear()
    {
        LogHeader next = new(_header.Generation + 1, NewSalt());
        next.WriteTo(_file);
        _file.Sync();
        lock (_lock)
        {
            _header = next;
            _pending.SetLength(0);
            Pages = _written = _durable = 0;
        }
    }

    /// <summary>Forgets, in memory alone, what lies behind the last durable transaction; before the next append comes <see cref="Recover"/>.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _pending.SetLength(0);
            Pages = _written = _durable;
        }
    }

    /// <summary>
    /// After a failure: drops what lies behind the last durable transaction. The header is written anew because a failed
    /// <see cref="Clear"/> may have left the next one behind.
    /// </summary>
    public void Recover()
    {
        LogHeader again = _header with { Generation = _header.Generation + 1 };
        again.WriteTo(_file);
        _file.Sync();
        lock (_lock)
        {
            _header = again;
            _pending.SetLength(0);
            Pages = _written = _durable;
            _allocated = _file.Length;
        }

        WipeTail();
    }

    /// <summary>Wipes the frames behind the last durable transaction, so that they can't come back between later ones.</summary>
    public void WipeTail()
    {
        bool wiped = false;
        foreach ((int index, ReadOnlyMemory<byte> frame) in FramesFrom(_durable))
        {
            if (!LogFrame.BelongsTo(frame.Span, _header.Salt))
                continue;
            _file.Write(new byte[LogFrame.Size], LogFrame.OffsetOf(index));
            wiped = true;
        }

        if (wiped)
            _file.Sync();
    }

    public void Dispose() => _file.Dispose();

    private void Scan()
    {
        int whole = 0, promised = 0;
        bool broken = false;
        foreach ((int index, ReadOnlyMemory<byte> memory) in FramesFrom(0))
        {
            ReadOnlySpan<byte> frame = memory.Span;
            if (!LogFrame.IsValid(frame, _header.Salt, index))
            {
                broken = true;
                continue;
            }

            promised = Math.Max(promised, LogFrame.DurableBefore(frame));
            if (!broken && LogFrame.EndsTransaction(frame))
                whole = index + 1;
        }

        if (promised > whole)
            throw Damage.LogHole();
        Pages = _written = _durable = whole;
    }

    /// <summary>Many in one read: one at a time, those of an empty log were 1,500 calls of each start.</summary>
    private IEnumerable<(int Index, ReadOnlyMemory<byte> Frame)> FramesFrom(int index)
    {
        byte[] block = new byte[FramesAtOnce * LogFrame.Size];
        int count;
        while ((count = _file.Read(block, LogFrame.OffsetOf(index)) / LogFrame.Size) > 0)
        {
            for (int i = 0; i < count; i++, index++)
                yield return (index, block.AsMemory(i * LogFrame.Size, LogFrame.Size));
        }
    }

    private void WritePending()
    {
        if (_pending.Length == 0)
            return;
        long offset = LogFrame.OffsetOf(_written);
        Allocate(offset + _pending.Length);
        _file.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length), offset);
        _written = Pages;
        _pending.SetLength(0);
        if (_pending.Capacity > PendingLimit)
            _pending.Capacity = PendingLimit;
        Debug.Assert(_allocated >= LogFrame.OffsetOf(_written));
    }

    private void Allocate(long end)
    {
        while (_allocated < end)
        {
            try
            {
                Extend((_allocated / _step + 1) * _step);
            }
            catch (IOException error) when (Refusal.IsFull(error))
            {
                // The room that there is may do.
                Extend(end);
            }
        }
    }

    private void AllocateAhead()
    {
        if (_allocated - LogFrame.OffsetOf(_written) >= Reserve)
            return;
        try
        {
            Extend((_allocated / _step + 1) * _step);
        }
        catch (IOException error) when (Refusal.IsFull(error))
        {
            // Tried again with the next transaction.
        }
    }

    private void Extend(long target)
    {
        _file.Write(new byte[target - _allocated], _allocated);
        _allocated = target;
    }

    private static ulong NewSalt()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }
}
