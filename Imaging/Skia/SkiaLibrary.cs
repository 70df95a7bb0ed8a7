using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// The native half of SkiaSharp. The published binary carries it as a compressed resource (4.8 MB instead of 12.2); other builds find it beside
/// them as usual. It is unpacked and loaded at first use: some 60 ms that a start does not need.
/// </summary>
internal static partial class SkiaLibrary
{
    private const string Name = "libSkiaSharp";
    private const string Resource = "libSkiaSharp.gz";

    // A few writes; larger ones gain nothing.
    private const int CopySize = 1 << 20;

    private static readonly Lazy<bool> s_registered = new(Register);
    private static readonly Lazy<nint> s_handle = new(Load);

    /// <summary>Where the library is unpacked when the kernel forbids executable memory files. Set before the first use.</summary>
    public static string StateFolder { get; set; } = Path.GetTempPath();

    /// <summary>To be called before any other use of SkiaSharp.</summary>
    public static void Use() => _ = s_registered.Value;

    private static bool Register()
    {
        if (typeof(SkiaLibrary).Assembly.GetManifestResourceInfo(Resource) is null)
            return false;
        NativeLibrary.SetDllImportResolver(typeof(SKCodec).Assembly, static (name, _, _) => name == Name ? s_handle.Value : 0);
        return true;
    }

    private static nint Load()
    {
        return TryLoadFromMemory(out nint handle) ? handle : NativeLibrary.Load(UnpackToFile());
    }

    private static Stream OpenLibrary() =>
        new GZipStream(typeof(SkiaLibrary).Assembly.GetManifestResourceStream(Resource)!, CompressionMode.Decompress);

    private static bool TryLoadFromMemory(out nint handle)
    {
        handle = 0;
        int descriptor = MemoryFile(Name, CloseOnExec | Executable);

        // Kernels before 6.3 do not know the flag and need none.
        if (descriptor < 0)
            descriptor = MemoryFile(Name, CloseOnExec);
        if (descriptor < 0)
            return false;
        using FileStream file = new(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        using (Stream library = OpenLibrary())
            library.CopyTo(file, CopySize);

        // The mapping outlives the descriptor.
        return NativeLibrary.TryLoad($"/proc/self/fd/{descriptor}", out handle);
    }

    /// <summary>A file named by its hash, checked even when it is there already: someone else may have written it.</summary>
    private static string UnpackToFile()
    {
        byte[] expected;
        using (Stream library = OpenLibrary())
            expected = SHA256.HashData(library);
        string path = Path.Combine(StateFolder, $"{Name}-{Convert.ToHexStringLower(expected)[..16]}.so");
        if (File.Exists(path) && expected.AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(path))))
            return path;

        string temporary = Path.Combine(StateFolder, $".{Name}-{Path.GetRandomFileName()}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using (FileStream file = new(temporary, options))
        using (Stream library = OpenLibrary())
            library.CopyTo(file, CopySize);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    // linux/memfd.h
    private const uint CloseOnExec = 1, Executable = 0x10;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
