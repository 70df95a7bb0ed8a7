using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>An encoded picture in memory, in a pooled buffer: dispose of it once its bytes are written. Or the file itself that it was to be made from.</summary>
internal sealed class Rendition : IDisposable
{
    private readonly int _length;
    private byte[]? _rented;

    public Rendition(byte[] rented, int length, ImageFormat format, int width, int height)
        : this(format, width, height)
    {
        _rented = rented;
        _length = length;
    }

    private Rendition(ImageFormat format, int width, int height)
    {
        Format = format;
        Width = width;
        Height = height;
    }

    public ImageFormat Format { get; }
    public int Width { get; }
    public int Height { get; }

    /// <summary>Its bytes are those of the file; it holds none.</summary>
    public bool IsFileItself { get; private init; }

    /// <summary>Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rented is null, this);
            return _rented.AsMemory(0, _length);
        }
    }

    public static Rendition OfFileItself(ImageInfo info) => new(info.Format, info.Width, info.Height) { IsFileItself = true };

    /// <summary>Itself, or the file's bytes where those are meant.</summary>
    public Rendition WithBytesOf(SafeFileHandle file)
    {
        if (!IsFileItself)
            return this;
        int length = checked((int)RandomAccess.GetLength(file));
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        for (int done = 0, count; done < length; done += count)
        {
            count = RandomAccess.Read(file, bytes.AsSpan(done, length - done), done);
            if (count == 0)
                throw ImageErrors.CutOff(Format);
        }

        return new(bytes, length, Format, Width, Height);
    }

    public Rendition Copy()
    {
        if (IsFileItself)
            return new(Format, Width, Height) { IsFileItself = true };
        byte[] copy = ArrayPool<byte>.Shared.Rent(_length);
        Bytes.Span.CopyTo(copy);
        return new(copy, _length, Format, Width, Height);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
