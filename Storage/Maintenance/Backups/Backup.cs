using Maple.Errors;
using Maple.Storage.Facts;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// Makes a backup from a snapshot of the rows: of every row its files, and no others. The facts beside the pictures are written from the same
/// rows, so that they agree with them to the letter, whatever has changed since.
/// </summary>
/// <param name="rows">A snapshot: it doesn't change.</param>
/// <param name="open">A blob of any row in it, even if the row was removed since.</param>
/// <param name="isHeld">False when files of removed rows were not kept until now.</param>
internal sealed class Backup(
    IMetadataStore rows, Func<BlobKey, Task<Blob?>> open, Func<bool> isHeld, IBackupTarget target, Action<BackupReport> progress)
    : IDisposable
{
    private const int Portion = 500;

    private readonly BackupReport _report = new();
    private readonly ManifestWriter _manifest = new(target.Manifest);

    public void Dispose() => _manifest.Dispose();

    /// <param name="files">What else belongs to it: a path in the backup, and the file.</param>
    /// <exception cref="MapleException"><c>storage_full</c>, <c>storage_unavailable</c></exception>
    public async Task<BackupReport> RunAsync(BackupBegin begin, IReadOnlyList<(string Path, string File)> files)
    {
        try
        {
            _manifest.Begin(begin);
            foreach ((string path, string file) in files)
                await FileAsync(path, file);
            foreach (User user in await rows.Users.ListAsync())
                await UserAsync(user, begin.TakenAt);
            if (_report.Lost.Count > 0 && !isHeld())
                throw BackupError.Holder();
            _manifest.End(new BackupEnd(
                _report.Users, _report.Images, _report.Files, _report.Bytes, "", _report.Lost, _report.Changed));
            _report.Place = await target.FinishAsync();
            return _report;
        }
        catch (Exception e) when (BackupError.IsOfDisk(e))
        {
            throw BackupError.OfPlace(target.Name, e);
        }
    }

    private async Task FileAsync(string path, string file)
    {
        await using FileStream stream = File.OpenRead(file);
        await AddAsync(path, stream, File.GetLastWriteTimeUtc(file));
    }

    private async Task UserAsync(User user, DateTimeOffset takenAt)
    {
        _report.Users++;
        var sheets = new FactSheets(user);
        foreach (ApiKey key in await rows.Keys.ListAsync(user.Id))
            sheets.Add(key);
        await EachAsync(user, rows.Albums.ListAsync, album =>
        {
            sheets.Add(album);
            return Task.CompletedTask;
        });
        await EachAsync(user, rows.Images.ListAsync, async image =>
        {
            sheets.Add(image);
            await ImageAsync(image);
        });
        foreach ((string file, ReadOnlyMemory<byte> lines) in sheets.All)
        {
            string path = BackupPath.OfFacts(user.Name, file);
            string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(lines.Span));
            if (!TryKeep(path, known => known.Sha256 == sha256))
                await AddAsync(path, new MemoryStream(lines.ToArray()), takenAt);
        }
    }

    private static async Task EachAsync<T>(User user, Func<ListQuery, CancellationToken, Task<Page<T>>> list, Func<T, Task> take)
    {
        Page<T> page;
        int number = 1;
        do
        {
            page = await list(new ListQuery { UserId = user.Id, Page = number++, Number = Portion }, CancellationToken.None);
            foreach (T thing in page.Items)
                await take(thing);
        }
        while (page.Items.Count == Portion);
    }

    private async Task ImageAsync(Image image)
    {
        _report.Images++;
        await OriginalAsync(image.Original, image.Bytes, image.Sha256);
        foreach (KeptVersion version in image.KeptVersions)
            await OriginalAsync(image.OriginalOf(version), version.Bytes, version.Sha256);

        // Renditions may be made anew. One that is missing is made when somebody asks for it.
        foreach (BlobKey rendition in (BlobKey[])[image.Thumb, image.Show])
            await CopyAsync(rendition);
        progress(_report);
    }

    private async Task OriginalAsync(BlobKey key, long bytes, string sha256)
    {
        // An original is never changed: one that the last backup has needs no look. It may be the good one, should the store's have gone bad.
        if (TryKeep(BackupPath.OfPicture(key), known => known.Sha256 == sha256 && known.Size == bytes))
            return;
        if (await CopyAsync(key) is not { } copied)
            _report.Lost.Add(key.Value);
        else if (copied.Sha256 != sha256)
            _report.Changed.Add(key.Value);
    }

    /// <summary>Null when there is none.</summary>
    private async Task<BackupFile?> CopyAsync(BlobKey key)
    {
        string path = BackupPath.OfPicture(key);
        try
        {
            await using Blob? blob = await open(key);
            if (blob is null)
                return null;
            if (key.Kind != BlobKey.Photo && TryKeep(path, known => known.Modified == blob.LastModified && known.Size == blob.Length))
                return null;
            return await AddAsync(path, new BlobStream(blob), blob.LastModified);
        }
        catch (MapleException) when (target is FolderTarget)
        {
            // One picture that can't be read must not be the end of all backups. A tar can't go on in the middle of an entry.
            return null;
        }
    }

    private bool TryKeep(string path, Func<BackupFile, bool> isSame)
    {
        if (target.TryKeep(path, isSame) is not { } kept)
            return false;
        Count(kept);
        return true;
    }

    private async Task<BackupFile> AddAsync(string path, Stream content, DateTimeOffset modified)
    {
        long size = content.Length;
        var file = new BackupFile(path, size, await target.AddAsync(path, content, modified), modified);
        Count(file);
        _report.CopiedFiles++;
        _report.CopiedBytes += size;
        return file;
    }

    private void Count(BackupFile file)
    {
        _manifest.Add(file);
        _report.Files++;
        _report.Bytes += file.Size;
    }
}

/// <summary>What a backup holds, and what of it was new.</summary>
internal sealed class BackupReport
{
    public string Place { get; set; } = "";
    public int Users { get; set; }
    public long Images { get; set; }
    public long Files { get; set; }
    public long Bytes { get; set; }

    /// <summary>The rest is in the backup before as well, on the same blocks of the disk.</summary>
    public long CopiedFiles { get; set; }

    public long CopiedBytes { get; set; }

    /// <summary>Originals that the store has lost, or can't read.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Originals whose bytes are not those of their rows.</summary>
    public List<string> Changed { get; } = [];
}
