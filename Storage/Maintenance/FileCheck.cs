namespace Maple.Storage.Maintenance;

/// <summary>Compares every file with its row.</summary>
internal sealed class FileCheck(IMetadataStore metadata, IPictureFolders folders, TimeProvider time) : ICheckStep
{
    /// <summary>An upload's files are there for some milliseconds before its row is; a disk that hangs makes it seconds.</summary>
    private static readonly TimeSpan s_fileGrace = TimeSpan.FromMinutes(10);

    /// <summary>No upload is received for longer.</summary>
    private static readonly TimeSpan s_temporaryGrace = TimeSpan.FromDays(1);

    public async Task RunAsync(CheckWish wish, CheckReport report)
    {
        foreach (string user in folders.Users())
            await report.TryAsync(user, () => FilesAsync(user, wish, report));
        foreach (StoredFile file in folders.Temporary())
            await report.TryAsync(file.Path, () => TemporaryAsync(file, wish, report));
    }

    private async Task FilesAsync(string user, CheckWish wish, CheckReport report)
    {
        foreach (StoredFile file in folders.Files(user))
        {
            report.Files++;
            if (time.GetUtcNow() - file.LastModified < s_fileGrace || await HasRowAsync(file))
                continue;
            await report.TryAsync(file.Path, () =>
            {
                if (wish.Repair)
                    folders.MoveToLostAndFound(file, $"maple check moved {file.Path} here on {time.GetUtcNow():u}: no image has this file.\n");
                report.Findings.Add(new Finding(FindingKind.Orphan, file.Path, wish.Repair ? "moved to lost+found" : "", wish.Repair));
                return Task.CompletedTask;
            });
        }
    }

    private async Task<bool> HasRowAsync(StoredFile file) =>
        BlobKey.TryParse(file.Path, out BlobKey key)
        && await metadata.Images.FindByStemAsync(Stem.Split(key.Stem).Stem) is { } image
        && image.HasBlob(key);

    private Task TemporaryAsync(StoredFile file, CheckWish wish, CheckReport report)
    {
        if (time.GetUtcNow() - file.LastModified < s_temporaryGrace)
            return Task.CompletedTask;
        if (wish.Repair)
            folders.Remove(file);
        report.Findings.Add(new Finding(FindingKind.StaleTemporary, file.Path, "", wish.Repair));
        return Task.CompletedTask;
    }
}
