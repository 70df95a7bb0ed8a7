using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>A blob's bytes under a local path, until disposed.</summary>
internal sealed class LocalCopy(string path, IAsyncDisposable owner) : IAsyncDisposable
{
    public string Path => path;

    /// <summary>For stores that are elsewhere. Owns the staged file.</summary>
    public static async Task<LocalCopy> DownloadAsync(Blob blob, StagedBlob staged)
    {
        try
        {
            byte[] buffer = new byte[64 << 10];
            long offset = 0;
            while (await blob.ReadAsync(buffer, offset).ConfigureAwait(false) is > 0 and var read)
            {
                await staged.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
                offset += read;
            }

            return new LocalCopy(staged.Path, staged);
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => owner.DisposeAsync();
}
