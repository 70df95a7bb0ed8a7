using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// The native half of SkiaSharp. The published binary carries it as a resource; other builds find it beside them as usual.
/// It is loaded at first use: 10 to 14 ms that a start does not need.
/// </summary>
internal static partial class SkiaLibrary
{
    private const string Name = "libSkiaSharp";
    private const string Resource = "libSkiaSharp.so";

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
        using UnmanagedMemoryStream library = (UnmanagedMemoryStream)typeof(SkiaLibrary).Assembly.GetManifestResourceStream(Resource)!;
        return TryLoadFromMemory(library, out nint handle) ? handle : NativeLibrary.Load(Unpack(library));
    }

    private static bool TryLoadFromMemory(UnmanagedMemoryStream library, out nint handle)
    {
        handle = 0;
        int descriptor = MemoryFile(Name, CloseOnExec | Executable);

        // Kernels before 6.3 do not know the flag and need none.
        if (descriptor < 0)
            descriptor = MemoryFile(Name, CloseOnExec);
        if (descriptor < 0)
            return false;
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = new(descriptor, ownsHandle: true);
        RandomAccess.Write(file, Bytes(library), 0);

        // The mapping outlives the descriptor.
        return NativeLibrary.TryLoad($"/proc/self/fd/{descriptor}", out handle);
    }

    /// <summary>A file named by its hash, checked even when it is there already: someone else may have written it.</summary>
    private static string Unpack(UnmanagedMemoryStream library)
    {
        byte[] expected = SHA256.HashData(Bytes(library));
        string path = Path.Combine(StateFolder, $"{Name}-{Convert.ToHexStringLower(expected)[..16]}.so");
        if (File.Exists(path) && expected.AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(path))))
            return path;

        string temporary = Path.Combine(StateFolder, $".{Name}-{Path.GetRandomFileName()}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using (FileStream file = new(temporary, options))
            file.Write(Bytes(library));
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    private static unsafe ReadOnlySpan<byte> Bytes(UnmanagedMemoryStream library) =>
        new(library.PositionPointer - library.Position, checked((int)library.Length));

    // linux/memfd.h
    private const uint CloseOnExec = 1, Executable = 0x10;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
