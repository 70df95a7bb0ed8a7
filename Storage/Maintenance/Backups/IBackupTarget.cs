namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// Where a backup goes. Until <see cref="FinishAsync"/> has completed nobody takes it for one; disposed before, it leaves what was there
/// before as it was.
/// </summary>
/// <remarks>Errors common to all members: <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>.</remarks>
internal interface IBackupTarget : IAsyncDisposable
{
    /// <summary>For a message.</summary>
    string Name { get; }

    /// <summary>Where the manifest is written to.</summary>
    Stream Manifest { get; }

    /// <summary>Takes a file over from the backup before, where that has the same; null when it has not, or there is none.</summary>
    BackupFile? TryKeep(string path, Func<BackupFile, bool> isSame);

    /// <summary>Copies a file; returns its SHA-256.</summary>
    /// <param name="content">With a length, and read from its beginning.</param>
    /// <exception cref="Errors.MapleException">What reading the content threw; the file is not in the backup then, if the target can go on.</exception>
    Task<string> AddAsync(string path, Stream content, DateTimeOffset modified);

    /// <summary>Makes everything durable, and only then the backup one. Returns its place.</summary>
    Task<string> FinishAsync();
}
