using System.Security.Cryptography;
using Maple.Http.Multipart;
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

    /// <param name="fileName">What the client calls it.</param>
    /// <param name="bytes">Read to its end, and not closed.</param>
    /// <param name="blobs">Where they go.</param>
    public static async Task<ReceivedFile> ReceiveAsync(string fileName, Stream bytes, IBlobStore blobs)
    {
        using var window = new BodyWindow(bytes);

        async ValueTask<ReadOnlyMemory<byte>> NextAsync() =>
            await window.FillAsync(CancellationToken.None).ConfigureAwait(false) ? window.Take(window.Length) : default;

        return await ReceiveAsync(fileName, NextAsync, blobs).ConfigureAwait(false);
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
