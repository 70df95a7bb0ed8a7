using System.Security.Cryptography;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>A file of an upload, whole on disk but not yet a picture of ours.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record ReceivedFile(string FileName, StagedBlob Bytes, string Sha256) : IAsyncDisposable
{
    /// <summary>Streams bytes into a staged blob, hashing them on the way.</summary>
    /// <param name="next">The next of them, valid until it is called again; empty at the end.</param>
    public static async Task<ReceivedFile> ReceiveAsync(string fileName, Func<ValueTask<ReadOnlyMemory<byte>>> next, IBlobStore blobs)
    {
        StagedBlob staged = blobs.Stage();
        try
        {
            await using var hash = new StagedHash(staged);
            while (await next().ConfigureAwait(false) is { IsEmpty: false } run)
            {
                await staged.WriteAsync(run).ConfigureAwait(false);
                hash.Add(run.Span);
            }

            return new ReceivedFile(fileName, staged, await hash.FinishAsync().ConfigureAwait(false));
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Bytes that are there already.</summary>
    public static async Task<ReceivedFile> OfAsync(string fileName, ReadOnlyMemory<byte> bytes, IBlobStore blobs)
    {
        StagedBlob staged = blobs.Stage();
        try
        {
            await staged.WriteAsync(bytes).ConfigureAwait(false);
            return new ReceivedFile(fileName, staged, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same file after its bytes were changed.</summary>
    public async Task<ReceivedFile> HashedAgainAsync()
    {
        await using FileStream bytes = File.OpenRead(Bytes.Path);
        return this with { Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes).ConfigureAwait(false)) };
    }

    public ValueTask DisposeAsync() => Bytes.DisposeAsync();
}
