using Maple.Storage;
using Maple.Storage.LiteDb.Snapshots;

namespace Maple.Tests.Storage.LiteDb.Snapshots;

/// <summary>Snapshots in memory, each with the moment at which it came.</summary>
internal sealed class MemorySnapshots(Func<int>? now = null) : ISnapshotFiles, IStoreObserver
{
    private readonly Lock _lock = new();
    private readonly List<(int Moment, byte[] Bytes)> _published = [];

    public List<(int Moment, byte[] Bytes)> Published
    {
        get
        {
            lock (_lock)
                return [.. _published];
        }
    }

    public byte[]? Content { get; set; }

    /// <summary>Why every row was read.</summary>
    public List<string> Reasons { get; } = [];

    public List<Exception> Failures { get; } = [];

    public Exception? Fault { get; set; }

    public SnapshotOptions Options => new(this) { FromImages = 1, Changes = 40, Observer = this };

    public static MemorySnapshots Of(byte[]? content) => new() { Content = content };

    public Stream? Open() => Content is null ? null : new MemoryStream(Content, writable: false);

    public Stream Create(long size) => Fault is null ? new MemoryStream() : throw Fault;

    public void Publish(Stream created)
    {
        lock (_lock)
        {
            Content = ((MemoryStream)created).ToArray();
            _published.Add((now?.Invoke() ?? 0, Content));
        }
    }

    public void Discard()
    {
    }

    public void Clear() => Content = null;

    public void ReadingEveryRow(string reason, int images) => Reasons.Add(reason);

    public void Read(int images)
    {
    }

    public void SnapshotFailed(Exception error) => Failures.Add(error);
}
