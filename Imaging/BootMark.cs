using System.Text;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>
/// A file in a folder that names the boot of the machine (<c>boot_id</c>, proc(5)) in which the files beside it were written. Until the machine stops the
/// kernel has all of their bytes, flushed or not, whoever was killed meanwhile; after that a name may be there without its bytes. So a folder is trusted
/// in the boot that it was written in, and later when it was flushed as a whole. Costs three flushes in a process's life instead of one per file.
/// </summary>
internal sealed class BootMark(string folder)
{
    private const string Name = ".boot";
    private const string Flushed = "flushed";

    /// <summary>More than either content.</summary>
    private const int MaxLength = 64;

    // Without /proc nothing is trusted but what was flushed.
    private static readonly string? s_boot = ReadBoot();

    private readonly Lock _lock = new();
    private bool _isSet;

    /// <summary>Whether what was written here by earlier processes is whole. False when there is no mark or no folder.</summary>
    /// <exception cref="IOException">The mark can't be read.</exception>
    public bool IsTrusted()
    {
        using SafeFileHandle root = Posix.TryOpen(folder, Posix.O_PATH | Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
        using SafeFileHandle file = root.IsInvalid ? root : Posix.TryOpenAt(root, Name, Posix.O_RDONLY | Posix.O_NOFOLLOW | Posix.O_NONBLOCK);
        if (file.IsInvalid)
            return false;
        Span<byte> bytes = stackalloc byte[MaxLength];
        string mark = Encoding.ASCII.GetString(bytes[..Posix.Read(file, bytes, 0)]);
        return mark == Flushed || (s_boot is not null && mark == s_boot);
    }

    /// <summary>To be called before each write; returns once the mark is on the medium.</summary>
    /// <param name="empty">Run before the first write when what is there is not to be trusted: removes it.</param>
    /// <exception cref="IOException">The mark can't be written, or the folder not be emptied.</exception>
    public void Set(Action empty)
    {
        if (Volatile.Read(ref _isSet))
            return;
        lock (_lock)
        {
            if (_isSet)
                return;
            if (!IsTrusted())
                empty();
            Write(s_boot ?? "");
            Volatile.Write(ref _isSet, true);
        }
    }

    /// <summary>To be called after the last write: what is here survives the machine's end. Does nothing where nothing was written.</summary>
    /// <exception cref="IOException">It can't be flushed; then it is trusted in this boot only.</exception>
    public void Flush()
    {
        lock (_lock)
        {
            if (!_isSet)
                return;
            Posix.SyncFileSystem(folder);
            Write(Flushed);
            _isSet = false;
        }
    }

    private void Write(string mark)
    {
        using SafeFileHandle root = Posix.Open(folder, Posix.O_RDONLY | Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
        using SafeFileHandle file = Posix.OpenOrCreateAt(root, Name, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // A crash in between leaves an empty one, which nobody trusts.
        RandomAccess.SetLength(file, 0);
        Posix.Write(file, Encoding.ASCII.GetBytes(mark), 0);
        Posix.Sync(file);
        Posix.Sync(root);
    }

    private static string? ReadBoot()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
