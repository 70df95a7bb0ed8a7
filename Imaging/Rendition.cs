using System.Buffers;

namespace Maple.Imaging;

/// <summary>An encoded picture in memory, in a pooled buffer: dispose of it once its bytes are written.</summary>
internal sealed class Rendition(byte[] rented, int length, ImageFormat format, int width, int height) : IDisposable
{
    private byte[]? _rented = rented;

    public ImageFormat Format { get; } = format;
    public int Width { get; } = width;
    public int Height { get; } = height;

    /// <summary>Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rented is null, this);
            return _rented.AsMemory(0, length);
        }
    }

    public Rendition Copy()
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        Bytes.Span.CopyTo(copy);
        return new(copy, length, Format, Width, Height);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
