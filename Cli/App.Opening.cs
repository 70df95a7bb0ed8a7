using Maple.Cli.Admin;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Logging;
using Maple.Storage;
using Maple.Storage.Disk;
using Maple.Storage.Facts;
using Maple.Storage.LiteDb;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli;

internal sealed partial class App
{
    /// <exception cref="MapleException">
    /// <c>store_in_use</c>, <c>store_damaged</c>, <c>store_too_new</c>, <c>weak_secret</c>, <c>storage_full</c>, <c>storage_unavailable</c>,
    /// <c>forbidden</c>
    /// </exception>
    /// <param name="say">For what the person who started this should read as well.</param>
    public static async Task<App> OpenAsync(MapleOptions options, Log log, Action<Text> say)
    {
        StoreOwner.Become(options.Storage.RootFolder);
        StagedStore.ThrowIfCutOff(options.Storage);
        string uploads = options.Storage.UploadFolder;
        var blobs = new DiskBlobStore(
            uploads, new FreeSpaceFloor(options.Storage.MinFree, uploads, Path.GetDirectoryName(options.Storage.DatabaseFile)!),
            options.Server.XAccel ? DiskModes.ForGroup : DiskModes.Private);
        var facts = new DiskFactFiles(blobs);
        LiteDbMetadataStore? rows = null;
        try
        {
            // Looked at again: another command may have made both since.
            if (!File.Exists(options.Storage.DatabaseFile) && facts.Users().Count > 0 && !File.Exists(options.Storage.DatabaseFile))
                throw DatabaseLost(options.Storage.DatabaseFile);
            rows = await LiteDbMetadataStore.OpenAsync(options.Storage.DatabaseFile, TimeProvider.System, Migrated, new StoreNews(log));
            if (!OwnRoot.IsUsed(uploads) && await HasImagesAsync(rows))
                throw PicturesLost(uploads);
            blobs.MakeRoot();
            if (options.Server.XAccel)
                DiskModes.LetGroupEnter(options.Storage.RootFolder);
            RemoveCopies(options.Storage.RootFolder);
            FactKeepingStore store = await FactKeepingStore.OpenAsync(
                rows, facts, (e, late) => log.Warning("facts beside the pictures are late", e, ("facts", late)), () => rows.WasCutOff = true);
            return new App(options, log, rows, store, blobs, facts);
        }
        catch
        {
            if (rows is not null)
                await rows.DisposeAsync();
            facts.Dispose();
            blobs.Dispose();
            throw;
        }

        void Migrated(MigrationReport report)
        {
            log.Info("the database has a newer schema now", ("from", report.From), ("to", report.To), ("backup", report.Backup));
            say(new(
                $"The database was brought from schema {report.From} to {report.To}; {report.Backup} beside it is a copy of what it was.",
                $"数据库结构已从版本 {report.From} 升级到 {report.To}；升级前的副本为同一目录下的 {report.Backup}。"));
        }
    }

    private static async Task<bool> HasImagesAsync(IMetadataStore store)
    {
        foreach (User user in await store.Users.ListAsync())
        {
            if ((await store.Images.ListAsync(new ListQuery { UserId = user.Id, Number = 1 })).Total > 0)
                return true;
        }

        return false;
    }

    // What came from now on would be hidden under the disk once it is there.
    private static MapleException PicturesLost(string folder) => new(
        ErrorCode.StorageUnavailable,
        $"The picture folder {folder} is empty, and the database knows pictures. Is its disk mounted? If they are really gone, make the folder "
            + $"{folder}/{DiskBlobStore.StagingFolder} and start again.",
        $"图片目录 {folder} 是空的，但数据库中有图片记录。磁盘是否已挂载？如果图片确实已丢失，请新建目录 "
            + $"{folder}/{DiskBlobStore.StagingFolder} 后重新启动。");

    // An empty database would be made otherwise, and its first users would be written over the facts of those who are there.
    private static MapleException DatabaseLost(string file) => new(
        ErrorCode.StoreDamaged,
        $"The database {file} is gone, and there are pictures. 'maple rebuild-index' makes it again from them; or put back a backup.",
        $"数据库 {file} 不存在，但图片还在。请运行 'maple rebuild-index' 根据图片重建，或用备份恢复。");
}
