using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>Address space by the page (mmap(2)), and what the kernel is told about it.</summary>
internal static unsafe partial class Mapping
{
    // linux/mman.h, the same on x64 and arm64
    private const int PROT_READ = 1, PROT_WRITE = 2;
    private const int MAP_PRIVATE = 0x02, MAP_ANONYMOUS = 0x20, MAP_NORESERVE = 0x4000, MAP_POPULATE = 0x8000;
    private const int MADV_DONTNEED = 4, MADV_HUGEPAGE = 14;

    /// <summary>Zeros that become memory only where they are written to. Null where there is no room.</summary>
    public static byte* TryReserve(nuint length) =>
        Result(mmap(null, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));

    /// <summary>A file's first bytes, read from the page cache where they are. Whoever shortens it meanwhile ends this process. Null where it can't be.</summary>
    /// <param name="populate">All of it at once, rather than each page when it is read.</param>
    public static byte* TryMapToRead(SafeFileHandle file, nuint length, bool populate) =>
        Result(mmap(null, length, PROT_READ, MAP_PRIVATE | (populate ? MAP_POPULATE : 0), (int)file.DangerousGetHandle(), 0));

    public static void Unmap(void* address, nuint length) => _ = munmap(address, length);

    /// <summary>Pages that are memory no longer: zeros again, or the file's bytes.</summary>
    public static void GiveBack(void* address, nuint length) => _ = madvise(address, length, MADV_DONTNEED);

    public static void PreferHugePages(void* address, nuint length) => _ = madvise(address, length, MADV_HUGEPAGE);

    private static byte* Result(byte* address) => (nint)address == -1 ? null : address;

    [LibraryImport("libc")]
    private static partial byte* mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
