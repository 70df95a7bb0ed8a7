using System.Security.Cryptography;
using Maple.Http.Multipart;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>A file of an upload, whole on disk but not yet a picture of ours.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record ReceivedFile(string FileName, StagedBlob Bytes, string Sha256) : IAsyncDisposable
{
    /// <summary>Streams a part into a staged blob, hashing it on the way.</summary>
    public static async Task<ReceivedFile> ReceiveAsync(Part part, string fileName, IBlobStore blobs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        StagedBlob staged = blobs.Stage();
        try
        {
            while (await part.ReadRunAsync().ConfigureAwait(false) is { IsEmpty: false } run)
            {
                hash.AppendData(run.Span);
                await staged.WriteAsync(run).ConfigureAwait(false);
            }

            return new ReceivedFile(fileName, staged, Convert.ToHexStringLower(hash.GetHashAndReset()));
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

    /// <summary>Bytes that come, to their end.</summary>
    public static async Task<ReceivedFile> OfAsync(string fileName, Stream bytes, IBlobStore blobs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        StagedBlob staged = blobs.Stage();
        try
        {
            byte[] piece = new byte[64 << 10];
            while (await bytes.ReadAsync(piece).ConfigureAwait(false) is var read and > 0)
            {
                hash.AppendData(piece, 0, read);
                await staged.WriteAsync(piece.AsMemory(0, read)).ConfigureAwait(false);
            }

            return new ReceivedFile(fileName, staged, Convert.ToHexStringLower(hash.GetHashAndReset()));
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
