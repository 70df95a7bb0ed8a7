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
            await staged.WriteAsync(blob).ConfigureAwait(false);
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
