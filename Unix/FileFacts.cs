using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maple.Unix;

/// <summary>What the file system says of an open file, in one call.</summary>
/// <param name="IsRegular">A file with bytes, not a folder, a pipe or a device.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Device">Which file system it lies on.</param>
/// <param name="User">The id of its owner.</param>
/// <param name="Group">The id of its group.</param>
internal readonly partial record struct FileFacts(
    bool IsRegular, long Length, DateTimeOffset LastModified, ulong Device, uint User, uint Group)
{
    // linux/stat.h
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE = 0x1;
    private const uint STATX_UID = 0x8;
    private const uint STATX_GID = 0x10;
    private const uint STATX_MTIME = 0x40;
    private const uint STATX_SIZE = 0x200;
    private const int S_IFMT = 0xF000;
    private const int S_IFREG = 0x8000;

    public static FileFacts Of(SafeFileHandle handle)
    {
        const uint wanted = STATX_TYPE | STATX_UID | STATX_GID | STATX_MTIME | STATX_SIZE;
        if (statx(handle, "", AT_EMPTY_PATH, wanted, out StatX facts) != 0)
            throw Posix.Error("statx");
        return new FileFacts(
            (facts.Mode & S_IFMT) == S_IFREG,
            (long)facts.Size,
            DateTimeOffset.FromUnixTimeSeconds(facts.ModifiedSeconds).AddTicks(facts.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick),
            ((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor,
            facts.User,
            facts.Group);
    }

    // statx rather than fstat: its structure is the same on every architecture.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, out StatX facts);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

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
