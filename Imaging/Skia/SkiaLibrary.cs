using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// The native half of SkiaSharp. The published binary carries it as a compressed resource (4.8 MB instead of 12.2); other builds find it beside
/// them as usual. It is unpacked and loaded at first use: some 60 ms that a start does not need.
/// </summary>
internal static class SkiaLibrary
{
    private const string Name = "libSkiaSharp";
    private const string Resource = "libSkiaSharp.gz";

    // Some fifty writes; larger ones gain nothing.
    private const int CopySize = 256 << 10;

    private static readonly Lazy<bool> s_registered = new(Register);
    private static readonly Lazy<nint> s_handle = new(Load);
    private static SafeFileHandle? s_unpacked;

    /// <summary>Where the library is unpacked when the kernel forbids executable memory files. Set before the first use.</summary>
    public static string StateFolder { get; set; } = Path.GetTempPath();

    /// <summary>Whether this build has it inside.</summary>
    public static bool IsCarried => typeof(SkiaLibrary).Assembly.GetManifestResourceInfo(Resource) is not null;

    /// <summary>To be called before any other use of SkiaSharp.</summary>
    public static void Use() => _ = s_registered.Value;

    /// <summary>Loads the library at once, from a file that <see cref="Unpack"/> has made; null where it lies beside the binary.</summary>
    public static void Use(SafeFileHandle? unpacked)
    {
        s_unpacked = unpacked;
        Use();
        if (IsCarried)
            _ = s_handle.Value;
    }

    /// <summary>The library as a file that can't be changed any more, open; null when this build doesn't carry it.</summary>
    public static SafeFileHandle? Unpack() => IsCarried ? TryUnpackToMemory() ?? UnpackToFile() : null;

    private static bool Register()
    {
        if (IsCarried)
            NativeLibrary.SetDllImportResolver(typeof(SKCodec).Assembly, static (name, _, _) => name == Name ? s_handle.Value : 0);
        return true;
    }

    private static nint Load()
    {
        if (s_unpacked is { } given)
            return NativeLibrary.Load(PathOf(given));
        using (SafeFileHandle? memory = TryUnpackToMemory())
        {
            // The mapping outlives the descriptor.
            if (memory is not null && NativeLibrary.TryLoad(PathOf(memory), out nint handle))
                return handle;
        }

        using SafeFileHandle file = UnpackToFile();
        return NativeLibrary.Load(PathOf(file));
    }

    private static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    private static Stream OpenResource() => typeof(SkiaLibrary).Assembly.GetManifestResourceStream(Resource)!;

    private static GZipStream OpenLibrary() => new(OpenResource(), CompressionMode.Decompress);

    private static SafeFileHandle? TryUnpackToMemory()
    {
        if (MemoryFile.TryCreateExecutable(Name) is not { } file)
            return null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        using (Stream resource = OpenResource())
        using (Stream library = new GZipStream(resource, CompressionMode.Decompress))
        {
            int count;
            for (long at = 0; (count = library.Read(buffer)) > 0; at += count)
                RandomAccess.Write(file, buffer.AsSpan(0, count), at);
            if (resource is UnmanagedMemoryStream mapped)
                PageBuffer.Forget(mapped);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        MemoryFile.Seal(file);
        return file;
    }

    /// <summary>A file named by its hash, checked even when it is there already: someone else may have written it.</summary>
    private static SafeFileHandle UnpackToFile()
    {
        byte[] expected;
        using (Stream library = OpenLibrary())
            expected = SHA256.HashData(library);
        string path = Path.Combine(StateFolder, $"{Name}-{Convert.ToHexStringLower(expected)[..16]}.so");
        if (File.Exists(path) && expected.AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(path))))
            return File.OpenHandle(path);

        string temporary = Path.Combine(StateFolder, $".{Name}-{Path.GetRandomFileName()}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using (FileStream file = new(temporary, options))
        using (Stream library = OpenLibrary())
            library.CopyTo(file, CopySize);
        File.Move(temporary, path, overwrite: true);
        return File.OpenHandle(path);
    }
}
