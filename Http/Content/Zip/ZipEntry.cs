using Maple.Storage;

namespace Maple.Http.Content.Zip;

/// <summary>A file of an archive.</summary>
/// <param name="Name">In UTF-8, unique in the archive.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Source">Where its bytes are.</param>
internal sealed record ZipEntry(byte[] Name, long Size, DateTimeOffset Modified, BlobKey Source);
