namespace Maple.Storage.Maintenance.Backups;

/// <summary>Where a backup comes from. What it says is believed only once its manifest agrees.</summary>
internal interface IBackupSource : IAsyncDisposable
{
    /// <summary>For a message.</summary>
    string Name { get; }

    /// <summary>Every file but the manifest, one after the other, under paths that <see cref="BackupPath"/> knows; each to be read before the next.</summary>
    /// <exception cref="Errors.MapleException"><c>backup_damaged</c></exception>
    IAsyncEnumerable<(string Path, Stream Content)> FilesAsync();

    /// <summary>To be called after the last file.</summary>
    /// <exception cref="Errors.MapleException"><c>backup_damaged</c></exception>
    Manifest Manifest { get; }
}
