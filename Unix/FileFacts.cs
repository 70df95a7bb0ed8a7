using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>What the file system says of an open file, in one call.</summary>
/// <param name="IsRegular">A file with bytes, not a folder, a pipe or a device.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Device">Which file system it lies on.</param>
/// <param name="Inode">Which file of that file system it is.</param>
/// <param name="User">The id of its owner.</param>
/// <param name="Group">The id of its group.</param>
/// <param name="Mode">Who may do what with it.</param>
internal readonly partial record struct FileFacts(
    bool IsRegular, long Length, DateTimeOffset LastModified, ulong Device, ulong Inode, uint User, uint Group, UnixFileMode Mode)
{
    // linux/stat.h
    private const int AT_EMPTY_PATH = 0x1000;
    private const int AT_FDCWD = -100;
    private const uint Wanted = STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID | STATX_MTIME | STATX_INO | STATX_SIZE;
    private const uint STATX_TYPE = 0x1;
    private const uint STATX_MODE = 0x2;
    private const uint STATX_UID = 0x8;
    private const uint STATX_GID = 0x10;
    private const uint STATX_MTIME = 0x40;
    private const uint STATX_INO = 0x100;
    private const uint STATX_SIZE = 0x200;
    private const int S_IFMT = 0xF000;
    private const int S_IFREG = 0x8000;

    /// <summary>Of what the path leads to now. Takes no descriptor.</summary>
    /// <exception cref="IOException">Nothing is there.</exception>
    public static FileFacts Of(string path) =>
        statx(AT_FDCWD, path, 0, Wanted, out StatX facts) == 0 ? From(facts) : throw Posix.Error("statx");

    public static FileFacts Of(SafeFileHandle handle) =>
        statx(handle, "", AT_EMPTY_PATH, Wanted, out StatX facts) == 0 ? From(facts) : throw Posix.Error("statx");

    public bool IsSameFileAs(FileFacts other) => Device == other.Device && Inode == other.Inode;

    private static FileFacts From(in StatX facts) => new(
        (facts.Mode & S_IFMT) == S_IFREG,
        (long)facts.Size,
        DateTimeOffset.FromUnixTimeSeconds(facts.ModifiedSeconds).AddTicks(facts.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick),
        ((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor,
        facts.Inode,
        facts.User,
        facts.Group,
        (UnixFileMode)(facts.Mode & ~S_IFMT));

    // statx rather than fstat: its structure is the same on every architecture.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, out StatX facts);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX facts);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
