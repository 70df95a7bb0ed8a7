using System.Buffers;
using System.Security.Cryptography;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// The SHA-256 of a file that is being received. Of a large one it is taken from the page cache on another thread, so that the next bytes needn't wait
/// for it: 78 ms of 100 MB.
/// </summary>
internal sealed class StagedHash(StagedBlob staged) : IAsyncDisposable
{
    /// <summary>A photograph is hashed in less time than a second thread takes to notice.</summary>
    private const int LargeFrom = 8 << 20;

    /// <summary>Work for a thread at a time, a millisecond of it.</summary>
    private const int Step = 1 << 20;

    private const int BufferSize = 64 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _hashed;
    private Task _following = Task.CompletedTask;

    /// <summary>To be called once these bytes were written, and are the last that were.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (staged.Length < LargeFrom)
        {
            _hash.AppendData(bytes);
            _hashed += bytes.Length;
        }
        else if (_following.IsCompleted && staged.Length - Volatile.Read(ref _hashed) >= Step)
        {
            long end = staged.Length;
            _following = _following.IsFaulted ? _following : Task.Run(() => Follow(end));
        }
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    /// <exception cref="Errors.MapleException"><c>storage_unavailable</c></exception>
    public async ValueTask<string> FinishAsync()
    {
        await _following.ConfigureAwait(false);
        Follow(staged.Length);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>The staged blob may be disposed after it, and not before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hash.Dispose();
    }

    private void Follow(long end)
    {
        if (_hashed == end)
            return;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (_hashed < end)
            {
                int read = staged.Read(buffer.AsSpan(0, (int)Math.Min(BufferSize, end - _hashed)), _hashed);
                _hash.AppendData(buffer.AsSpan(0, read));
                Volatile.Write(ref _hashed, _hashed + read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
