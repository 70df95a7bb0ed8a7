using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>
/// Files in memory that remember every write and sync in the order they came, so that a test can rebuild what a power cut at any point may
/// leave: all that was synced, and of the rest any sectors.
/// </summary>
internal sealed class RecordedDisk
{
    /// <summary>Disks lose sectors, file systems lose pages or extents.</summary>
    private static readonly int[] s_blocks = [512, 4096, 16384];

    private readonly Lock _lock = new();
    private readonly List<Event> _events = [];

    public RecordedDisk()
    {
        Data = new RecordedFile(this, 0);
        Log = new RecordedFile(this, 1);
    }

    public RecordedFile Data { get; }
    public RecordedFile Log { get; }

    /// <summary>Called before each write and sync; may throw as a disk would.</summary>
    public Action<RecordedFile, bool>? Fault { get; set; }

    public int Now
    {
        get
        {
            lock (_lock)
                return _events.Count;
        }
    }

    /// <summary>When the data file was written: in the middle of a checkpoint.</summary>
    public List<int> DataWrites => Moments(one => one is { File: 0, Bytes: not null });

    /// <summary>When the log began anew.</summary>
    public List<int> LogHeaders => Moments(one => one is { File: 1, Bytes.Length: 32 });

    /// <summary>What is on the disk after a power cut at that moment.</summary>
    public RecordedDisk CutAt(int moment, Random random)
    {
        RecordedDisk left = new();
        Event[] events = [.. _events.Take(moment)];
        for (int file = 0; file < 2; file++)
        {
            int synced = Array.FindLastIndex(events, one => one.File == file && one.Bytes is null);
            int block = s_blocks[random.Next(s_blocks.Length)];
            double chance = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
            for (int i = 0; i < events.Length; i++)
            {
                if (events[i].File != file || events[i].Bytes is not { } bytes)
                    continue;
                for (int start = 0; start < bytes.Length;)
                {
                    int length = i < synced ? bytes.Length : (int)Math.Min(block - (events[i].Offset + start) % block, bytes.Length - start);
                    if (i < synced || random.NextDouble() < chance)
                        (file == 0 ? left.Data : left.Log).Put(bytes.AsSpan(start, length), events[i].Offset + start);
                    start += length;
                }
            }
        }

        return left;
    }

    private List<int> Moments(Func<Event, bool> which)
    {
        lock (_lock)
            return [.. Enumerable.Range(0, _events.Count).Where(i => which(_events[i]))];
    }

    private void Record(Event one)
    {
        lock (_lock)
            _events.Add(one);
    }

    /// <param name="Bytes">Null for a sync.</param>
    private sealed record Event(int File, long Offset, byte[]? Bytes);

    internal sealed class RecordedFile(RecordedDisk disk, int number) : IStoreFile
    {
        private readonly Lock _lock = new();
        private byte[] _content = [];
        private long _length;

        public long Length => Interlocked.Read(ref _length);

        public int Read(Span<byte> buffer, long offset)
        {
            lock (_lock)
            {
                int count = (int)Math.Clamp(_length - offset, 0, buffer.Length);
                _content.AsSpan((int)Math.Min(offset, _length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Fault?.Invoke(this, false);
            Put(bytes, offset);
            disk.Record(new Event(number, offset, bytes.ToArray()));
        }

        public void Sync()
        {
            disk.Fault?.Invoke(this, true);
            disk.Record(new Event(number, 0, null));
        }

        public void CheckName()
        {
        }

        public void Put(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (_lock)
            {
                long end = offset + bytes.Length;
                if (end > _content.Length)
                    Array.Resize(ref _content, (int)Math.Max(end, _content.Length * 2L));
                bytes.CopyTo(_content.AsSpan((int)offset));
                _length = Math.Max(_length, end);
            }
        }

        public void Dispose()
        {
        }
    }
}
