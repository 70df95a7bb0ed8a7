using Maple.Cli.Admin;
using Maple.Errors;
using Maple.Http.Handlers.Upload;
using Maple.Imaging;
using Maple.Logging;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.LiteDb;
using Maple.Storage.Maintenance;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli;

/// <summary>What is done to a store beside serving it: recovery, checks, backups, rebuilding.</summary>
internal sealed partial class App
{
    /// <summary>Makes the database again from the pictures. Returns the files of the old one as well, which are moved aside.</summary>
    /// <exception cref="MapleException"><c>store_in_use</c>, <c>storage_full</c>, <c>storage_unavailable</c></exception>
    public static async Task<(RebuildReport Report, IReadOnlyList<string> MovedAside)> RebuildIndexAsync(MapleOptions options)
    {
        StoreOwner.Become(options.Storage.RootFolder);
        StagedStore.ThrowIfCutOff(options.Storage);
        IRenderer renderer = NewRenderer(options, Log.ToStandardError(options.Log));
        using var pool = renderer as IDisposable;
        using var blobs = new DiskBlobStore(options.Storage.UploadFolder);
        using var facts = new DiskFactFiles(blobs);
        var pictures = new StoredPictures(blobs, new ImageProcessor(options.Images, renderer));
        await using LiteDbImport target = LiteDbImport.Begin(options.Storage.DatabaseFile, TimeProvider.System);
        var inFlight = new DiskInFlight(blobs);
        InFlightImage[] uploads = Directory.Exists(blobs.StagingPath) ? [.. inFlight.Left().Where(note => note.Doing == Doing.Add)] : [];
        HashSet<BlobKey> unfinished = [.. uploads.Select(note => note.Original)];
        RebuildReport report = await new Rebuild(facts, target, pictures.DescribeAsync, TimeProvider.System, unfinished).RunAsync();
        IReadOnlyList<string> movedAside = await target.FinishAsync();
        foreach (InFlightImage upload in uploads.Where(note => report.Unfinished.Contains(note.Original)))
        {
            foreach (BlobKey blob in upload.Blobs)
                await blobs.RemoveAsync(blob);
            inFlight.End(upload);
        }

        return (report, movedAside);
    }

    /// <summary>Copies what the snapshot's rows say there is, and the snapshot.</summary>
    /// <param name="others">What else belongs to it: a path in the backup, and the file.</param>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public static async Task<BackupReport> BackUpAsync(
        MapleOptions options,
        Standstill snapshot,
        IBackupTarget target,
        string version,
        IReadOnlyList<(string Path, string File)> others,
        Action<BackupReport> progress)
    {
        await using IMetadataStore rows = await LiteDbCopy.OpenAsync(snapshot.File);
        using var blobs = new DiskBlobStore(options.Storage.UploadFolder);
        var begin = new BackupBegin(BackupBegin.Newest, version, LiteDbCopy.Schema, snapshot.TakenAt);
        using var backup = new Backup(rows, blobs.OpenEvenRemovedAsync, snapshot.IsHeld, target, progress);
        return await backup.RunAsync(begin, [(BackupPath.Database, snapshot.File), .. others]);
    }

    /// <summary>Puts a backup where the configuration says that the store is.</summary>
    /// <param name="force">A store that is there already is moved aside.</param>
    /// <exception cref="MapleException">
    /// <c>store_in_use</c>, <c>backup_damaged</c>, <c>store_too_new</c>, <c>storage_full</c>, <c>storage_unavailable</c>
    /// </exception>
    public static async Task<RestoreReport> RestoreAsync(MapleOptions options, IBackupSource source, bool force, Action<long> progress)
    {
        string database = options.Storage.DatabaseFile;
        var staged = new StagedStore(options.Storage, [database, StoreFiles.LogOf(database)], TimeProvider.System);
        staged.MakeFolders();
        using StoreLock storeLock = StoreLock.Take(database);
        if (!force && !staged.IsEmpty)
            throw BackupError.NotEmpty(options.Storage.RootFolder);
        RestoreReport report = await new Restore(source, staged, LiteDbCopy.OpenAsync, progress).RunAsync();
        // It was the old store, if any, that was cut off.
        storeLock.WasCutOff = false;
        return report;
    }

    /// <summary>To be called before the server is made: what a crash left half done is finished or taken back.</summary>
    public async Task RecoverAsync()
    {
        int leftovers = _blobs.Recover();
        _variants.Recover();
        if (leftovers > 0)
            _log.Info("removed unfinished uploads of an earlier run", ("files", leftovers));
        RecoveryReport report = await new Recovery(_store, _blobs, _inFlight, Forget).RunAsync();
        if (report.Images > 0)
            _log.Info("finished what an earlier run left in flight", ("images", report.Images), ("files_removed", report.FilesRemoved));
        foreach (Image image in report.Broken)
            _log.Error("an image's original is not whole", ("id", image.Id), ("file", image.Original.Value), ("bytes", image.Bytes));
        await _unfinished.ResumeAsync(report.Refused);
        if (await new UserRemoval(_store, _library).ListBegunAsync() is { Count: > 0 } begun)
            _ = Task.Run(() => FinishRemovalsAsync(begun));
        if (!_rows.WasCutOff)
        {
            await _unfinished.ResumeAsync(report.Gone);
            return;
        }

        // Months with many images take a while to read, during which they can be served. The store answers from memory and never waits, so it needs a thread.
        _catchingUp = Task.Run(() => CatchUpOnFactsAsync(report.Gone));
        await Task.WhenAny(_catchingUp, Task.Delay(s_factsPatience));
    }

    /// <summary>Users whose removal was cut off can't log in; their images may be many, so the rest of it is done while others are served.</summary>
    private async Task FinishRemovalsAsync(IReadOnlyList<User> begun)
    {
        foreach (User user in begun)
        {
            try
            {
                await new UserRemoval(_store, _library).FinishAsync(user);
                _log.Info("finished deleting a user, which an earlier run was cut off from", ("user", user.Name));
            }
            catch (Exception e)
            {
                _log.Warning("a user that is to be deleted could not be; delete them again, or the next start tries", e, ("user", user.Name));
            }
        }
    }

    /// <summary>A change whose row was durable when the process ended, and its facts were not, was never answered; it is there, and they follow.</summary>
    private async Task CatchUpOnFactsAsync(IReadOnlyList<InFlightImage> gone)
    {
        try
        {
            var report = new CheckReport();
            await new FactCheck(_store, _facts, _store.KeepAsync).CatchUpAsync(gone, report);
            if (report.Findings.Count > 0)
                _log.Info("wrote the facts that an earlier run was cut off from writing", ("files", report.Findings.Count));
            _rows.WasCutOff = !report.IsSound;
            if (report.IsSound)
                await _unfinished.ResumeAsync(gone);
        }
        catch (Exception e)
        {
            _log.Warning("facts could not be compared with what is stored; the next start tries again", e);
        }
    }

    /// <remarks>Files are kept from before the rows are copied: one that goes in between belongs to a row of the copy, perhaps.</remarks>
    private async Task<Standstill> StandStillAsync()
    {
        string copy = Path.Combine(_options.Storage.RootFolder, $"{CopyPrefix}{Guid.NewGuid():N}");
        _blobs.HoldRemoved();
        try
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            await _rows.CopyAsync(copy);
            return new Standstill(copy, now, () => true, Release);
        }
        catch
        {
            await Release();
            throw;
        }

        ValueTask Release()
        {
            File.Delete(copy);
            _blobs.ReleaseRemoved();
            return default;
        }
    }

    /// <summary>On one core: a check is in no hurry, and clients are.</summary>
    private Check NewCheck()
    {
        var processor = new ImageProcessor(_options.Images with { Workers = 1 }, _renderer);
        var intake = new PictureIntake(_store, _library, _blobs, processor, _options.Images.StripGpsFromOriginal);
        var pictures = new StoredPictures(_blobs, processor);
        return new Check(
            new StoreCheck(_options.Storage.Database, LookAtPagesAsync),
            new RowCheck(_store, _blobs, intake.RemakeRenditionsAsync, pictures.IsPictureAsync),
            new FileCheck(_store, new DiskPictureFolders(_blobs), TimeProvider.System),
            new FactCheck(_store, _facts, _store.KeepAsync, _catchingUp));
    }

    private async Task<IReadOnlyList<string>> LookAtPagesAsync()
    {
        await using Standstill copy = await StandStillAsync();
        IReadOnlyList<string> found = PageCheck.Look(copy.File);
        // Opening it reads every row with its checksum.
        if (found.Count == 0)
            await (await LiteDbCopy.OpenAsync(copy.File)).DisposeAsync();
        return found;
    }

    /// <summary>Those of backups that were cut off.</summary>
    private static void RemoveCopies(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string left in Directory.EnumerateFiles(folder, CopyPrefix + "*"))
            File.Delete(left);
    }
}
