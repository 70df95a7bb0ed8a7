namespace Maple.Storage.Maintenance.Backups;

/// <summary>One snapshot of a <see cref="FolderTarget"/>: the one that is named, or the newest.</summary>
internal sealed class FolderSource : IBackupSource
{
    private readonly string _folder;

    public FolderSource(string folder)
    {
        _folder = File.Exists(Path.Combine(folder, BackupPath.Manifest))
            ? folder
            : FolderTarget.Newest(folder) ?? throw BackupError.NoBackup(folder);
        using FileStream file = File.OpenRead(Path.Combine(_folder, BackupPath.Manifest));
        Manifest = Manifest.Read(file);
    }

    public string Name => _folder;

    public Manifest Manifest { get; }

    public async IAsyncEnumerable<(string Path, Stream Content)> FilesAsync()
    {
        foreach (string path in Manifest.Files.Keys)
        {
            var file = new FileInfo(Path.Combine(_folder, path));
            if (!file.Exists)
                throw BackupError.Missing(path);
            if (file.LinkTarget is not null)
                throw BackupError.Foreign(path);
            await using FileStream content = file.OpenRead();
            yield return (path, content);
        }
    }

    public ValueTask DisposeAsync() => default;
}
