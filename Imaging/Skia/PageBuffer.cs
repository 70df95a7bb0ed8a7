using Maple.Unix;

namespace Maple.Imaging.Skia;

/// <summary>Address space that becomes memory only where it is written to, and stops being memory when it is given back.</summary>
internal sealed unsafe class PageBuffer : IDisposable
{
    // Huge pages of x64 and arm64, asked for because a screenshot's 8 MB are else 2,000 page faults: a fifth of its time.
    private const long PageBytes = 2 << 20;

    /// <summary>Of a buffer that is kept for the next picture: a screenshot of 2560x1600 fits.</summary>
    public const long MaxKept = 16 << 20;

    private static PageBuffer? s_kept;

    private readonly nuint _length;
    private readonly byte* _memory;
    private long _returned;
    private bool _disposed;

    /// <summary>
    /// Set by a process that does nothing but this and ends when it has rested: filling a screenshot's pages with zeros, and taking them back, is a sixth
    /// of the time that a size of it takes.
    /// </summary>
    public static bool KeepsLast { get; set; }

    private PageBuffer(long length)
    {
        _length = (nuint)length;
        _memory = Mapping.TryReserve(_length);
        if (_memory is null)
            throw new InsufficientMemoryException();
        if (length >= PageBytes)
            Mapping.PreferHugePages(_memory, _length);
    }

    ~PageBuffer() => Free();

    /// <summary>Of this length at least; what it holds is of no meaning.</summary>
    /// <exception cref="InsufficientMemoryException" />
    public static PageBuffer Get(long length)
    {
        if (length <= MaxKept && Interlocked.Exchange(ref s_kept, null) is { } kept)
        {
            if ((long)kept._length >= length)
                return kept;
            kept.Dispose();
        }

        return new PageBuffer(length);
    }

    public nint Address => (nint)_memory;

    public ReadOnlySpan<byte> Span(long offset, int length) => new(_memory + offset, length);

    /// <summary>Nothing before this offset is needed any more.</summary>
    public void GiveBack(long until)
    {
        if (IsKept)
            return;
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

    /// <summary>To be called instead of <see cref="Dispose"/>, where the next one may use it.</summary>
    public void Return()
    {
        if (IsKept)
            Interlocked.Exchange(ref s_kept, this)?.Dispose();
        else
            Dispose();
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private bool IsKept => KeepsLast && _length <= MaxKept;

    private void Free()
    {
        if (_disposed || _memory is null)
            return;
        _disposed = true;
        Mapping.Unmap(_memory, _length);
    }
}
