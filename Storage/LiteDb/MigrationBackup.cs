using System.Globalization;
using Maple.Errors;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.LiteDb;

/// <param name="From">The schema that the store had.</param>
/// <param name="Backup">The file name of the copy, in the folder of the database.</param>
internal sealed record MigrationReport(int From, int To, string Backup);

/// <summary>
/// The copy of a database, as it was, that a migration leaves beside it: <c>maple.db.v1-20261122T230000Z</c>. It is a whole store; put in the place
/// of the database, without the log, an earlier maple goes on with it.
/// </summary>
internal static class MigrationBackup
{
    /// <summary>A migration may write every row anew, into the log and then into the database, beside the copy.</summary>
    private const int Copies = 3;

    /// <summary>For a store of hardly anything: the log grows by 4 MB at a time.</summary>
    private const long Least = 16 << 20;

    private const int BufferSize = 1 << 20;

    /// <summary>Returns the copy's file name. A copy of the same bytes, from a start that was cut off, serves again.</summary>
    /// <param name="data">Holds everything: the log is empty.</param>
    /// <param name="path">Where the database is.</param>
    /// <exception cref="MapleException"><c>storage_full</c>: there is no room for copy and migration.</exception>
    public static string Make(IStoreFile data, string path, int version, DateTimeOffset now)
    {
        string folder = Path.GetDirectoryName(path)!, prefix = $"{Path.GetFileName(path)}.v{version}-";
        foreach (string earlier in Directory.EnumerateFiles(folder, prefix + "*"))
        {
            if (IsSame(data, earlier))
                return Path.GetFileName(earlier);
        }

        CheckRoom(folder, data.Length);
        string unfinished = path + ".backup.new", name = prefix + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        File.Delete(unfinished);
        try
        {
            Copy(data, unfinished);
            Posix.Link(unfinished, Path.Combine(folder, name));
        }
        finally
        {
            File.Delete(unfinished);
        }

        Posix.SyncFolder(folder);
        return name;
    }

    private static void Copy(IStoreFile data, string target)
    {
        using StoreFile copy = new(target, FileMode.CreateNew);
        byte[] buffer = new byte[BufferSize];
        int read;
        for (long at = 0; (read = data.Read(buffer, at)) > 0; at += read)
            copy.Write(buffer.AsSpan(0, read), at);
        copy.Sync();
    }

    private static bool IsSame(IStoreFile data, string other)
    {
        using SafeFileHandle file = File.OpenHandle(other);
        if (RandomAccess.GetLength(file) != data.Length)
            return false;
        byte[] ours = new byte[BufferSize], theirs = new byte[BufferSize];
        int read;
        for (long at = 0; (read = data.Read(ours, at)) > 0; at += read)
        {
            int same = 0, more;
            while (same < read && (more = RandomAccess.Read(file, theirs.AsSpan(same, read - same), at + same)) > 0)
                same += more;
            if (!ours.AsSpan(0, read).SequenceEqual(theirs.AsSpan(0, same)))
                return false;
        }

        return true;
    }

    private static void CheckRoom(string folder, long length)
    {
        long needed = length * Copies + Least;
        var disk = new DriveInfo(folder);
        if (disk.TotalSize == 0 || disk.AvailableFreeSpace >= needed)
            return;
        long megabytes = (needed + (1 << 20) - 1) >> 20;
        throw new MapleException(
            ErrorCode.StorageFull,
            $"The database is to be brought to a newer schema, which needs {megabytes} MB of free disk. Free some space; nothing was changed.",
            $"数据库需要升级结构，为此需要 {megabytes} MB 可用磁盘空间。请清理出空间；没有改动任何文件。");
    }
}
