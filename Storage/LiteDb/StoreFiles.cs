using Maple.Unix;

namespace Maple.Storage.LiteDb;

/// <summary>The store's files and how they come into being: under other names, made durable, then given their names, the database last.</summary>
internal static class StoreFiles
{
    public static string LogOf(string path) => path + ".log";

    /// <param name="wasCutOff">Whoever had them open last did not move the log into the database at the end.</param>
    /// <returns>True when it made a log for a database that was there: to be removed again if that is not one of maple's.</returns>
    /// <exception cref="Errors.MapleException"><c>store_damaged</c>: one of the two is there and holds something, the other is gone.</exception>
    public static bool MakeIfMissing(string path, bool wasCutOff)
    {
        string log = LogOf(path);
        bool madeLogAlone = false;
        if (!File.Exists(path))
        {
            if (File.Exists(log) && HoldsPages(log))
                throw Damage.LogAlone();
            MakeLog(log);
            MakeDatabase(path);
            // Whoever made the folder may have been killed before it was durable.
            if (Path.GetDirectoryName(Path.GetDirectoryName(path)) is { } parent)
                Posix.SyncFolder(parent);
        }
        else if (!File.Exists(log))
        {
            if (wasCutOff)
                throw Damage.LogGone(path + StoreLock.Suffix);
            // A backup is the database alone: its log was empty when it was taken.
            MakeLog(log);
            madeLogAlone = true;
        }

        Posix.SyncFolder(Path.GetDirectoryName(path)!);
        return madeLogAlone;
    }

    /// <summary>Makes the folder and those above it, each durable in the one above: a power cut would take all that is in it as well.</summary>
    public static void MakeFolder(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent || Directory.Exists(folder))
            return;
        MakeFolder(parent);
        Directory.CreateDirectory(folder, StoreFile.FolderMode);
        Posix.SyncFolder(parent);
    }

    private static bool HoldsPages(string path)
    {
        using LogFile log = LogFile.Open(new StoreFile(path, FileMode.Open));
        return log.Pages > 0;
    }

    private static void MakeLog(string path)
    {
        string unfinished = path + ".new";
        File.Delete(unfinished);
        LogFile.Create(new StoreFile(unfinished, FileMode.CreateNew)).Dispose();
        File.Move(unfinished, path, overwrite: true);
    }

    private static void MakeDatabase(string path)
    {
        string unfinished = path + ".new", unfinishedLog = LogOf(unfinished);
        File.Delete(unfinished);
        File.Delete(unfinishedLog);
        using (StoreFile data = new(unfinished, FileMode.CreateNew))
        {
            // For a few pages, and then it goes: what a log is begun with takes 20 ms of the first start.
            LogFile log = LogFile.Create(new StoreFile(unfinishedLog, FileMode.CreateNew), step: 64 << 10);
            using DurableEngine engine = new(data, log);
            engine.MakeWritable();
            Migrations.Today.Run(engine, 0);
            // Its log goes: what could not be moved must not be missed silently.
            engine.Checkpoint();
        }

        File.Delete(unfinishedLog);
        File.Move(unfinished, path);
    }
}
