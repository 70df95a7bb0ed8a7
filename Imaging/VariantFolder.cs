using Maple.Errors;

namespace Maple.Imaging;

/// <summary>The variant cache's files. A variant is there whole or not at all: it is written under another name first.</summary>
internal sealed class VariantFolder(string root, TimeProvider time)
{
    private const string TemporaryPrefix = ".new-";

    // Times of use matter to the order of eviction after a restart only; a write to the inode per hit would cost more than that is worth.
    private static readonly TimeSpan s_useGrain = TimeSpan.FromHours(1);

    // errno.h
    private const int NoSpaceLeft = 28, QuotaExceeded = 122;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>What is there, least recently used first. Removes temporary files left by a process that was killed.</summary>
    public IEnumerable<VariantEntry> Scan()
    {
        Directory.CreateDirectory(_root);
        List<(DateTime Used, VariantEntry Entry)> found = [];
        foreach (FileInfo file in new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            {
                file.Delete();
                continue;
            }

            string source = Path.GetRelativePath(_root, file.DirectoryName!);
            string extension = file.Extension.TrimStart('.');
            found.Add((file.LastAccessTimeUtc, new(source, Path.GetFileNameWithoutExtension(file.Name), extension, file.Length)));
        }

        return found.OrderBy(f => f.Used).Select(f => f.Entry);
    }

    public VariantFile? TryOpen(VariantEntry entry)
    {
        try
        {
            string path = PathOf(entry);
            VariantFile file = new(File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete), entry.Extension);
            DateTime now = time.GetUtcNow().UtcDateTime;
            if (now - File.GetLastAccessTimeUtc(file.Handle) > s_useGrain)
                File.SetLastAccessTimeUtc(path, now);
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Returns the path of a temporary file with these bytes.</summary>
    public string Write(ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(_root, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(_root);
            File.WriteAllBytes(path, bytes);
            return path;
        }
        catch (IOException e)
        {
            Remove(path);
            throw Refusal(e);
        }
    }

    /// <summary>Makes a temporary file the variant; on failure it is removed.</summary>
    public void Publish(string temporary, VariantEntry entry)
    {
        string path = PathOf(entry);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException e)
        {
            Remove(temporary);
            throw Refusal(e);
        }
    }

    public void Remove(VariantEntry entry)
    {
        string path = PathOf(entry);
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
        string path = Path.Combine(_root, source);
        if (!Directory.Exists(path))
            return;
        Directory.Delete(path, recursive: true);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
    }

    private static MapleException Refusal(IOException e) => (e.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded
        ? new(ErrorCode.StorageFull, "The disk is full; the resized picture can't be kept.", "磁盘已满,无法保存缩放后的图片。", e)
        : new(ErrorCode.StorageUnavailable, "The resized picture can't be written to disk.", "无法将缩放后的图片写入磁盘。", e);

    private string PathOf(VariantEntry entry) => Path.Combine(_root, entry.Source, $"{entry.Key}.{entry.Extension}");

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
