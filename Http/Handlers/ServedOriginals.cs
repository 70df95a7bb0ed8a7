using Maple.Imaging.Metadata;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>Originals as they are served.</summary>
/// <param name="stripsGps">Without the place where they were taken.</param>
internal sealed class ServedOriginals(IBlobStore blobs, bool stripsGps)
{
    private readonly PositionCache _positions = new();

    /// <summary>Null when there is none.</summary>
    public async Task<Blob?> OpenAsync(BlobKey key)
    {
        if (await blobs.OpenAsync(key).ConfigureAwait(false) is not { } blob)
            return null;
        if (!stripsGps)
            return blob;
        try
        {
            Blank[] blanks = await _positions.FindAsync(
                key.Value, blob.Length, blob.LastModified, (buffer, offset) => blob.ReadAsync(buffer, offset)).ConfigureAwait(false);
            return blanks.Length == 0 ? blob : new BlankedBlob(blob, blanks);
        }
        catch
        {
            await blob.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
