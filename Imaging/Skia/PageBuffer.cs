using System.Runtime.InteropServices;

namespace Maple.Imaging.Skia;

/// <summary>Address space that becomes memory only where it is written to, and stops being memory when it is given back.</summary>
internal sealed unsafe partial class PageBuffer : IDisposable
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
        _memory = Map(null, _length, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        if ((nint)_memory == -1)
            throw new InsufficientMemoryException();
        if (length >= PageBytes)
            _ = Advise(_memory, _length, HugePages);
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
        _ = Advise(_memory + _returned, (nuint)(end - _returned), DontNeed);
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
            _ = Advise((byte*)start, (nuint)(end - start), DontNeed);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_disposed || (nint)_memory == -1)
            return;
        _disposed = true;
        _ = Unmap(_memory, _length);
    }

    // linux/mman.h, the same on x64 and arm64
    private const int ReadWrite = 3, PrivateAnonymousNoReserve = 0x02 | 0x20 | 0x4000, DontNeed = 4, HugePages = 14;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
