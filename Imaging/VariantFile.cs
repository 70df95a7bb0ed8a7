using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>A variant, open for reading: it stays readable even when the cache drops it meanwhile.</summary>
internal abstract class VariantFile(string extension) : IDisposable
{
    /// <summary>Without dot; tells the media type.</summary>
    public string Extension { get; } = extension;

    public abstract long Length { get; }

    public abstract DateTimeOffset LastModified { get; }

    /// <summary>Returns the bytes read; 0 only at the end.</summary>
    public abstract int Read(Span<byte> buffer, long offset);

    public abstract void Dispose();
}

internal sealed class CachedVariant(SafeFileHandle handle, string extension, long length, DateTimeOffset lastModified) : VariantFile(extension)
{
    public SafeFileHandle Handle => handle;

    public override long Length => length;

    public override DateTimeOffset LastModified => lastModified;

    public override int Read(Span<byte> buffer, long offset) => Posix.Read(handle, buffer, offset);

    public override void Dispose() => handle.Dispose();
}

/// <summary>For one answer, where the cache could not keep it.</summary>
internal sealed class UncachedVariant(ReadOnlyMemory<byte> bytes, string extension, DateTimeOffset made) : VariantFile(extension)
{
    public override long Length => bytes.Length;

    public override DateTimeOffset LastModified => made;

    public override int Read(Span<byte> buffer, long offset)
    {
        ReadOnlySpan<byte> rest = bytes.Span[(int)Math.Min(offset, bytes.Length)..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    public override void Dispose()
    {
    }
}
