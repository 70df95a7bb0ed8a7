using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>A cached variant, open for reading: it stays readable even when the cache drops it meanwhile.</summary>
internal sealed class VariantFile(SafeFileHandle handle, string extension) : IDisposable
{
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Without dot; tells the media type.</summary>
    public string Extension { get; } = extension;

    public long Length { get; } = RandomAccess.GetLength(handle);

    public DateTimeOffset LastModified { get; } = File.GetLastWriteTimeUtc(handle);

    public void Dispose() => Handle.Dispose();
}
