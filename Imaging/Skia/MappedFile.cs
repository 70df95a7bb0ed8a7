using Maple.Unix;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// A file as memory. From a stream Skia takes JPEG by the kilobyte, in which libjpeg's fast reader of Huffman codes has no room and the slow one does
/// the work: docs/decisions/0012-upload-cost.md has the figures.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    // What is read of a mapping counts as memory of this process. Cameras' JPEGs have up to 12 MB; of longer files a sixteenth is held at a time, but of
    // progressive ones, whose scans are all read before the first row.
    private const long ReadAhead = 16 << 20, MostBytes = 128 << 20;
    private const int Parts = 16;

    private readonly byte* _address;
    private readonly nuint _length;
    private SKData? _data;
    private int _passed;
    private bool _disposed;

    private MappedFile(byte* address, nuint length)
    {
        _address = address;
        _length = length;
    }

    ~MappedFile() => Free();

    /// <summary>Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => new(_address, (int)_length);

    /// <summary>The same for Skia.</summary>
    public SKData Data => _data ??= SKData.Create((nint)_address, (int)_length);

    /// <summary>Null for what is too large, or can't be mapped: then it is to be read.</summary>
    public static MappedFile? TryOpen(SafeFileHandle file, long length)
    {
        if (length is < 1 or > MostBytes)
            return null;
        byte* address = Mapping.TryMapToRead(file, (nuint)length, populate: length <= ReadAhead);
        return address is null ? null : new(address, (nuint)length);
    }

    /// <summary>To be told how many of a picture's rows are decoded: of a long file, what was read for them is given back.</summary>
    public void Pass(int done, int rows)
    {
        int passed = (int)((long)done * Parts / rows);
        if (_length <= ReadAhead || passed == _passed)
            return;
        _passed = passed;
        Mapping.GiveBack(_address, _length);
    }

    public void Dispose()
    {
        _data?.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_disposed)
            return;
        _disposed = true;
        Mapping.Unmap(_address, _length);
    }
}
