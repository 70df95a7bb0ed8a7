using System.Runtime.InteropServices;

namespace Maple.Unix;

/// <summary>The allocator of native code.</summary>
internal static partial class Allocator
{
    /// <summary>Returns the pages that nothing is on, of all arenas (malloc_trim(3)).</summary>
    public static void GiveBack() => _ = malloc_trim(0);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
