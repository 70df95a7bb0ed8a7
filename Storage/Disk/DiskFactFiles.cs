using Maple.Storage.Facts;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>Facts as files <c>USER/.facts/FILE.jsonl</c> below the upload folder. No blob's key names a folder with a dot, so none is ever served.</summary>
internal sealed class DiskFactFiles(DiskBlobStore store) : IFactFiles, IDisposable
{
    private const string FolderName = ".facts", Suffix = ".jsonl";

    // One: appends to the same file would wait for each other.
    private readonly FlushThreads _flushThread = new(1);
    private readonly DurableFolders _folders = new(store.Modes);

    public Task AppendAsync(string user, string file, ReadOnlyMemory<byte> lines) =>
        _flushThread.RunAsync(() => Guard(() => Append(user, file, lines.Span)));

    /// <remarks>On the thread that appends: whoever adds a line comes before or after.</remarks>
    public Task RemoveAsync(string user) => _flushThread.RunAsync(() => Guard(() => Remove(user)));

    public bool Exists(string user, string file) => File.Exists(PathOf(user, file));

    public bool HasFacts(string user) => Guard(() => NamesIn($"{user}/{FolderName}", Directory.EnumerateFiles).Any());

    public byte[] Read(string user, string file) => Guard(() =>
    {
        using SafeFileHandle handle = OpenBeneath($"{user}/{FolderName}/{file}{Suffix}", Posix.O_RDONLY);
        if (handle.IsInvalid)
            return [];
        using FileStream stream = new(handle, FileAccess.Read, bufferSize: 0);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    public IReadOnlyList<string> Users() => Guard(() => NamesIn("", Directory.EnumerateDirectories)
        .Where(name => name[0] != '.' && (NamesIn($"{name}/{FolderName}", Directory.EnumerateFiles).Any() || Months(name).Count > 0))
        .Order(StringComparer.Ordinal)
        .ToList());

    public IReadOnlyList<string> Months(string user) => Guard(() =>
    {
        IEnumerable<string> facts = NamesIn($"{user}/{FolderName}", Directory.EnumerateFiles)
            .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[..^Suffix.Length])
            .Where(name => name != IFactFiles.Account);
        IEnumerable<string> originals =
            from year in NamesIn($"{user}/{BlobKey.Photo}", Directory.EnumerateDirectories)
            from month in NamesIn($"{user}/{BlobKey.Photo}/{year}", Directory.EnumerateDirectories)
            select $"{year}-{month}";
        return facts.Union(originals).Order(StringComparer.Ordinal).ToList();
    });

    public IReadOnlyList<BlobKey> Originals(string user, string month) => Guard(() =>
    {
        string folder = $"{user}/{BlobKey.Photo}/{month.Replace('-', '/')}";
        var found = new List<BlobKey>();
        foreach (string name in NamesIn(folder, Directory.EnumerateFiles))
        {
            if (BlobKey.TryParse($"{folder}/{name}", out BlobKey key))
                found.Add(key);
        }

        return found;
    });

    public void Dispose() => _flushThread.Dispose();

    private bool Append(string user, string file, ReadOnlySpan<byte> lines)
    {
        using SafeFileHandle root = store.OpenOwnRoot();
        using SafeFileHandle folder = _folders.Open(root, $"{user}/{FolderName}");
        using SafeFileHandle handle = Posix.OpenOrCreateAt(folder, file + Suffix, DiskModes.Private.File);
        long length = RandomAccess.GetLength(handle);
        long end = length;
        if (length > 0 && !EndsWithLineFeed(handle, length))
        {
            Posix.Write(handle, "\n"u8, end);
            end++;
        }

        try
        {
            Posix.Write(handle, lines, end);
            Posix.SyncData(handle);
        }
        catch
        {
            // It is tried again whole; what half of it there is would be read as a torn line otherwise.
            RandomAccess.SetLength(handle, length);
            throw;
        }

        if (length == 0)
            Posix.Sync(folder);
        return true;
    }

    private bool Remove(string user)
    {
        using SafeFileHandle root = store.OpenOwnRoot();
        string folder = Path.Combine(store.UploadPath, user, FolderName);
        using (SafeFileHandle found = OpenBeneath($"{user}/{FolderName}", Posix.O_PATH | Posix.O_DIRECTORY))
        {
            if (found.IsInvalid)
                return false;
        }

        Directory.Delete(folder, recursive: true);
        Posix.SyncFolder(Path.GetDirectoryName(folder)!);
        return true;
    }

    private static bool EndsWithLineFeed(SafeFileHandle handle, long length)
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(handle, last, length - 1) == 1 && last[0] == '\n';
    }

    private string PathOf(string user, string file) => Path.Combine(store.UploadPath, user, FolderName, file + Suffix);

    private IEnumerable<string> NamesIn(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        using SafeFileHandle top = OpenBeneath(folder.Length > 0 ? folder : ".", Posix.O_PATH | Posix.O_DIRECTORY);
        return top.IsInvalid ? [] : [.. enumerate($"/proc/self/fd/{top.DangerousGetHandle()}").Select(found => Path.GetFileName(found))];
    }

    /// <summary>Invalid when it is not there, or a symbolic link stands in the way.</summary>
    private SafeFileHandle OpenBeneath(string path, int flags)
    {
        using SafeFileHandle root = Posix.TryOpen(store.UploadPath, Posix.O_PATH | Posix.O_DIRECTORY);
        if (root.IsInvalid)
            return Errno.IsAbsent(Posix.LastError) ? new SafeFileHandle() : throw Posix.Error("open");
        SafeFileHandle found = Beneath.TryOpen(root, path, flags);
        return !found.IsInvalid || Errno.IsAbsent(Posix.LastError) ? found : throw Posix.Error("open");
    }

    private static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }
}
