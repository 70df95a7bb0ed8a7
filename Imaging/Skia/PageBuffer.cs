using Maple.Unix;

namespace Maple.Imaging.Skia;

/// <summary>Address space that becomes memory only where it is written to, and stops being memory when it is given back.</summary>
internal sealed unsafe class PageBuffer : IDisposable
{
    // Huge pages of x64 and arm64, asked for because a screenshot's 8 MB are else 2,000 page faults: a fifth of its time.
    private const long PageBytes = 2 << 20;

    private readonly nuint _length;
    private readonly byte* _memory;
    private long _returned;
    private bool _disposed;

    public PageBuffer(long length)
    {
        _length = (nuint)length;
        _memory = Mapping.TryReserve(_length);
        if (_memory is null)
            throw new InsufficientMemoryException();
        if (length >= PageBytes)
            Mapping.PreferHugePages(_memory, _length);
    }

    ~PageBuffer() => Free();

    public nint Address => (nint)_memory;

    public ReadOnlySpan<byte> Span(long offset, int length) => new(_memory + offset, length);

    /// <summary>Nothing before this offset is needed any more.</summary>
    public void GiveBack(long until)
    {
        long end = until & ~(PageBytes - 1);
        if (end == _returned)
            return;
        Mapping.GiveBack(_memory + _returned, (nuint)(end - _returned));
        _returned = end;
    }

    /// <summary>Pages of the binary that were read once are memory of this process no longer; they would come back from the file.</summary>
    public static void Forget(UnmanagedMemoryStream mapped)
    {
        mapped.Position = 0;
        nint page = Environment.SystemPageSize, start = (nint)mapped.PositionPointer, end = start + (nint)mapped.Length;
        start = (start + page - 1) / page * page;
        end = end / page * page;
        if (end > start)
            Mapping.GiveBack((byte*)start, (nuint)(end - start));
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_disposed || _memory is null)
            return;
        _disposed = true;
        Mapping.Unmap(_memory, _length);
    }
}
