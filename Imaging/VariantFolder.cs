using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>
/// The variant cache's files, for the daemon's eyes alone. A variant is there whole or not at all: it is written under another name first. No
/// symbolic link below the cache is followed, whoever put it there.
/// </summary>
internal sealed class VariantFolder(string root, TimeProvider time)
{
    private const string TemporaryPrefix = ".new-";

    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private static readonly EnumerationOptions s_everyFile = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    // Times of use matter to the order of eviction after a restart only; a write to the inode per hit would cost more than that is worth.
    private static readonly TimeSpan s_useGrain = TimeSpan.FromHours(1);

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    private readonly BootMark _mark = new(root);

    /// <summary>
    /// What is there, least recently used first. Removes temporary files left by a process that was killed, and everything that a power cut may have damaged.
    /// </summary>
    public IEnumerable<VariantEntry> Scan()
    {
        if (!Directory.Exists(_root) || HasLink(_root))
            return [];
        if (!_mark.IsTrusted())
        {
            Empty();
            return [];
        }

        List<(DateTime Used, VariantEntry Entry)> found = [];
        foreach (FileInfo file in new DirectoryInfo(_root).EnumerateFiles("*", s_everyFile))
        {
            if (file.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            {
                TryDelete(file);
                continue;
            }

            string source = Path.GetRelativePath(_root, file.DirectoryName!);
            if (source == ".")
                continue;
            string extension = file.Extension.TrimStart('.');
            found.Add((file.LastAccessTimeUtc, new(source, Path.GetFileNameWithoutExtension(file.Name), extension, file.Length)));
        }

        return found.OrderBy(f => f.Used).Select(f => f.Entry);
    }

    /// <summary>After the last write: what is here may be used after the machine's next start.</summary>
    /// <exception cref="IOException" />
    public void Flush() => _mark.Flush();

    private void Empty()
    {
        foreach (string folder in Directory.EnumerateDirectories(_root))
            Directory.Delete(folder, recursive: true);
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a read-only disk what is cached is still of use.
        }
    }

    /// <summary>They are in the cache's own folder, so this looks at no picture's.</summary>
    public void RemoveUnfinished()
    {
        if (!Directory.Exists(_root) || HasLink(_root))
            return;
        foreach (string file in Directory.EnumerateFiles(_root, TemporaryPrefix + "*"))
            TryDelete(new FileInfo(file));
    }

    /// <summary>In two calls that open and two that look; asking each folder on the way whether it is a link took eight, and 130 µs.</summary>
    /// <exception cref="IOException">It is there and can't be opened.</exception>
    public VariantFile? TryOpen(VariantEntry entry)
    {
        string path = PathOf(entry);
        using SafeFileHandle root = Posix.TryOpen(_root, Posix.O_PATH | Posix.O_DIRECTORY | Posix.O_NOFOLLOW);
        SafeFileHandle file = root.IsInvalid ? root : Beneath.TryOpen(root, path[(_root.Length + 1)..], Posix.O_RDONLY | Posix.O_NONBLOCK);
        if (file.IsInvalid)
            return Errno.IsAbsent(Posix.LastError) ? null : throw Posix.Error("open");
        FileFacts facts = FileFacts.Of(file);
        if (!facts.IsRegular)
        {
            file.Dispose();
            return null;
        }

        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now - File.GetLastAccessTimeUtc(file) > s_useGrain)
            File.SetLastAccessTimeUtc(file, now);
        return new CachedVariant(file, entry.Extension, facts.Length, facts.LastModified);
    }

    /// <summary>Returns the path of a temporary file with these bytes.</summary>
    /// <exception cref="IOException">The disk is full, read-only, gone.</exception>
    /// <exception cref="UnauthorizedAccessException" />
    public string Write(ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(_root, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            MakeFolder(_root);
            _mark.Set(Empty);
            using var file = new FileStream(
                path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnFile, BufferSize = 0 });
            file.Write(bytes);
            return path;
        }
        catch
        {
            Remove(path);
            throw;
        }
    }

    /// <summary>Makes a temporary file the variant; on failure it is removed.</summary>
    /// <exception cref="IOException">The disk is full, read-only, gone.</exception>
    /// <exception cref="UnauthorizedAccessException" />
    public void Publish(string temporary, VariantEntry entry)
    {
        string path = PathOf(entry);
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            MakeFolder(folder);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    public void Remove(VariantEntry entry)
    {
        string path = PathOf(entry);
        if (HasLink(Path.GetDirectoryName(path)!))
            return;
        Remove(path);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
    }

    public static void Remove(string path)
    {
        if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
    }

    public void RemoveAll(string source)
    {
        string path = Inside(source);
        if (!Directory.Exists(path) || HasLink(path))
            return;
        Directory.Delete(path, recursive: true);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
    }

    private string PathOf(VariantEntry entry) => Inside($"{entry.Source}/{entry.Key}.{entry.Extension}");

    /// <exception cref="ArgumentException">A path that leads out: a caller's mistake, stopped before it is used.</exception>
    private string Inside(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(_root, relative));
        return path.StartsWith(_root + '/', StringComparison.Ordinal) ? path : throw new ArgumentException("it leads out of the cache", nameof(relative));
    }

    /// <summary>Whether anything on the way from the cache's folder to this path, both included, is a symbolic link.</summary>
    private bool HasLink(string path)
    {
        for (; path.Length >= _root.Length; path = Path.GetDirectoryName(path)!)
        {
            if (new FileInfo(path).LinkTarget is not null)
                return true;
        }

        return false;
    }

    private void MakeFolder(string path)
    {
        if (HasLink(path))
            throw new IOException("a symbolic link stands in the way");
        if (Directory.Exists(path))
            return;
        // Each by itself: CreateDirectory gives the mode to the last one only. What the cache lies in is not the cache's to make.
        if (path.Length > _root.Length)
            MakeFolder(Path.GetDirectoryName(path)!);
        else if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new DirectoryNotFoundException("the folder that the cache lies in is gone");
        Directory.CreateDirectory(path, OwnFolder);
    }

    // Year and month folders would pile up for ever.
    private void RemoveEmptyFolders(string path)
    {
        while (path.Length > _root.Length && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
            path = Path.GetDirectoryName(path)!;
        }
    }
}
