using System.Collections.Concurrent;
using Maple.Storage;

namespace Maple.Tests.Fakes;

/// <summary>Blobs in memory; a test may make any call fail.</summary>
internal sealed class MemoryBlobStore : IBlobStore
{
    public ConcurrentDictionary<BlobKey, byte[]> Blobs { get; } = [];

    public ConcurrentQueue<BlobKey> Commits { get; } = [];

    /// <summary>Called before a commit and after it (a flush that fails when the name is there already).</summary>
    public Action<BlobKey> BeforeCommit { get; set; } = _ => { };

    public Action<BlobKey> AfterCommit { get; set; } = _ => { };

    public Action<BlobKey> BeforeRemove { get; set; } = _ => { };

    public Action<BlobKey> BeforeOpen { get; set; } = _ => { };

    public Action<BlobKey> BeforeFlushRemoval { get; set; } = _ => { };

    public StagedBlob Stage() => new Staged();

    public Task CommitAsync(StagedBlob staged, BlobKey key, CancellationToken cancellation = default) => CommitAllAsync([(staged, key)], cancellation);

    public async Task CommitAllAsync(IReadOnlyList<(StagedBlob Staged, BlobKey Key)> blobs, CancellationToken cancellation = default)
    {
        foreach ((StagedBlob staged, BlobKey key) in blobs)
        {
            BeforeCommit(key);
            Commits.Enqueue(key);
            Blobs[key] = await File.ReadAllBytesAsync(staged.Path, cancellation);
            AfterCommit(key);
        }

        foreach ((StagedBlob staged, _) in blobs)
            await staged.DisposeAsync();
    }

    public Task<Blob?> OpenAsync(BlobKey key, CancellationToken cancellation = default)
    {
        BeforeOpen(key);
        return Task.FromResult<Blob?>(Blobs.TryGetValue(key, out byte[]? bytes) ? new Opened(bytes) : null);
    }

    public Task FlushRemovalAsync(BlobKey key)
    {
        BeforeFlushRemoval(key);
        return Task.CompletedTask;
    }

    public async Task<bool> RemoveAsync(BlobKey key, CancellationToken cancellation = default)
    {
        await Task.Yield();
        BeforeRemove(key);
        return Blobs.TryRemove(key, out _);
    }

    public Task PingAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    private sealed class Staged : StagedBlob
    {
        public override string Path { get; } = System.IO.Path.GetTempFileName();
        public override long Length => new FileInfo(Path).Length;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) =>
            await File.AppendAllBytesAsync(Path, bytes, cancellation);

        public override int Read(Span<byte> bytes, long offset)
        {
            using FileStream file = File.OpenRead(Path);
            file.Position = offset;
            return file.Read(bytes);
        }

        public override ValueTask DisposeAsync()
        {
            File.Delete(Path);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Opened(byte[] bytes) : Blob
    {
        public override long Length => bytes.Length;
        public override DateTimeOffset LastModified { get; } = DateTimeOffset.UtcNow;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan((int)Math.Min(offset, bytes.Length));
            rest = rest[..Math.Min(rest.Length, buffer.Length)];
            rest.CopyTo(buffer.Span);
            return ValueTask.FromResult(rest.Length);
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
