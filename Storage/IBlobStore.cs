using Microsoft.Win32.SafeHandles;

namespace Maple.Storage;

/// <summary>
/// Where the bytes of pictures live. A blob is there whole or not at all: it is staged first, then committed under its key in one durable step.
/// </summary>
/// <remarks>Errors common to all members: <c>storage_full</c>, <c>storage_unavailable</c>.</remarks>
internal interface IBlobStore
{
    /// <summary>A new empty file on this machine to write bytes into. Disposed without a commit, it leaves nothing behind.</summary>
    StagedBlob Stage();

    /// <summary>
    /// Makes the staged bytes the blob of that key, durably, replacing what was there. The staged blob is used up.
    /// </summary>
    Task CommitAsync(StagedBlob staged, BlobKey key, CancellationToken cancellation = default);

    /// <summary>
    /// As <see cref="CommitAsync"/> for each of them, but a store may wait for its medium once for all, and the same staged blob may become the blob of
    /// several keys. When it fails, some may be there.
    /// </summary>
    Task CommitAllAsync(IReadOnlyList<(StagedBlob Staged, BlobKey Key)> blobs, CancellationToken cancellation = default);

    /// <summary>Null when there is none.</summary>
    Task<Blob?> OpenAsync(BlobKey key, CancellationToken cancellation = default);

    /// <summary>Removes it; false when there was none.</summary>
    Task<bool> RemoveAsync(BlobKey key, CancellationToken cancellation = default);

    /// <summary>What was removed beside this key stays removed, whatever happens to the machine.</summary>
    /// <exception cref="MapleException"><c>storage_unavailable</c></exception>
    Task FlushRemovalAsync(BlobKey key);

    /// <summary>Completes when the store can be written to.</summary>
    Task PingAsync(CancellationToken cancellation = default);
}

/// <summary>Bytes on their way into a blob store, in a file that no one else sees. Not for use by two threads, but for <see cref="Read"/>.</summary>
internal abstract class StagedBlob : IAsyncDisposable
{
    /// <summary>The local file, readable while this lives, for decoders that want a path.</summary>
    public abstract string Path { get; }

    /// <summary>Bytes written so far.</summary>
    public abstract long Length { get; }

    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);

    /// <summary>Writes all that a blob has.</summary>
    public async Task WriteAsync(Blob blob)
    {
        byte[] buffer = new byte[64 << 10];
        long offset = 0;
        while (await blob.ReadAsync(buffer, offset).ConfigureAwait(false) is > 0 and var read)
        {
            await WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            offset += read;
        }
    }

    /// <summary>What was written, as many bytes as asked for or up to its end; may be called beside <see cref="WriteAsync"/>.</summary>
    public abstract int Read(Span<byte> bytes, long offset);

    /// <summary>Nothing more is written: the medium may begin with what there is, so that a commit has less to wait for.</summary>
    public virtual void StartWriting()
    {
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>An open blob: its length and time don't change while it is open, even when it is removed meanwhile.</summary>
internal abstract class Blob : IAsyncDisposable
{
    public abstract long Length { get; }
    public abstract DateTimeOffset LastModified { get; }

    /// <summary>A path on this machine under which the bytes can be read while this is open; null where there is none.</summary>
    public virtual string? LocalPath => null;

    /// <summary>Empty where the stored bytes are read as they are, else a mark for how they differ: caches must not take one for the other.</summary>
    public virtual string Edition => "";

    /// <summary>The bytes from an offset on as they lie in an open file, so that the kernel can send them; null where they must be read.</summary>
    public virtual FilePart? FileAt(long offset) => null;

    /// <summary>Reads at an offset; 0 only at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A run of bytes in a file that somebody else owns and closes.</summary>
internal readonly record struct FilePart(SafeFileHandle File, long Offset, long Length);
