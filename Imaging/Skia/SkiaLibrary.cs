using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace Maple.Imaging.Skia;

/// <summary>
/// The native half of SkiaSharp. The published binary carries it as a resource packed with Brotli (3.1 MB instead of 12.2); other builds find it beside
/// them as usual. It is unpacked and loaded at first use: some 60 ms that a start does not need.
/// </summary>
internal static class SkiaLibrary
{
    private const string Name = "libSkiaSharp";
    private const string Resource = "libSkiaSharp.so.br";

    // Some fifty writes; larger ones gain nothing.
    private const int PartSize = 256 << 10;

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

    private static SafeFileHandle? TryUnpackToMemory()
    {
        if (MemoryFile.TryCreateExecutable(Name) is not { } file)
            return null;
        long at = 0;
        Unpack(part =>
        {
            RandomAccess.Write(file, part, at);
            at += part.Length;
        });
        MemoryFile.Seal(file);
        return file;
    }

    /// <summary>A file named by its hash, checked even when it is there already: someone else may have written it.</summary>
    private static SafeFileHandle UnpackToFile()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Unpack(hash.AppendData);
        byte[] expected = hash.GetHashAndReset();
        string path = Path.Combine(StateFolder, $"{Name}-{Convert.ToHexStringLower(expected)[..16]}.so");
        if (File.Exists(path) && expected.AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(path))))
            return File.OpenHandle(path);

        string temporary = Path.Combine(StateFolder, $".{Name}-{Path.GetRandomFileName()}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using (FileStream file = new(temporary, options))
            Unpack(file.Write);
        File.Move(temporary, path, overwrite: true);
        return File.OpenHandle(path);
    }

    /// <summary>
    /// Hands the library to <paramref name="write"/>, part by part. The decoder is used without its stream, which would bring the encoder into the
    /// binary as well.
    /// </summary>
    private static unsafe void Unpack(Action<ReadOnlySpan<byte>> write)
    {
        using var resource = (UnmanagedMemoryStream)typeof(SkiaLibrary).Assembly.GetManifestResourceStream(Resource)!;
        ReadOnlySpan<byte> packed = new(resource.PositionPointer, checked((int)resource.Length));
        // Once for all workers: a pool would keep it between them.
        byte[] buffer = new byte[PartSize];
        BrotliDecoder decoder = default;
        OperationStatus status;
        int held = 0, at = 0;
        do
        {
            status = decoder.Decompress(packed, buffer.AsSpan(held), out int consumed, out int written);
            packed = packed[consumed..];
            held += written;
            int done = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? RelativeCalls.Restore(buffer.AsSpan(0, held), at) : held;
            if (status != OperationStatus.DestinationTooSmall)
                done = held;
            write(buffer.AsSpan(0, done));
            buffer.AsSpan(done, held - done).CopyTo(buffer);
            held -= done;
            at += done;
        }
        while (status == OperationStatus.DestinationTooSmall);
        decoder.Dispose();
        if (status != OperationStatus.Done)
            throw new InvalidDataException($"The image library inside this binary is damaged ({status}); get the binary anew.");
        PageBuffer.Forget(resource);
    }
}
