using Maple.Errors;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// Puts a backup in the place of a store. Everything is staged and compared with the manifest, and the rows with the files, before anything
/// takes its place.
/// </summary>
/// <param name="openRows">Opens a data file as a store, without changing it.</param>
/// <param name="progress">Told of the bytes that were copied.</param>
internal sealed class Restore(IBackupSource source, StagedStore store, Func<string, Task<IMetadataStore>> openRows, Action<long> progress)
{
    private const int Portion = 500;

    // Reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    /// <summary>The caller holds the store's lock.</summary>
    /// <exception cref="MapleException"><c>backup_damaged</c>, <c>store_too_new</c>, <c>storage_full</c>, <c>storage_unavailable</c></exception>
    public async Task<RestoreReport> RunAsync()
    {
        try
        {
            store.Clear();
            await PrepareAsync();
            return new RestoreReport(source.Manifest.Begin, source.Manifest.End, await Task.Run(store.TakePlace));
        }
        catch (Exception e) when (BackupError.IsOfDisk(e))
        {
            throw BackupError.OfRestore(source.Name, e);
        }
    }

    private async Task PrepareAsync()
    {
        try
        {
            Dictionary<string, (long Size, string Sha256)> staged = await StageAsync();
            Compare(source.Manifest, staged);
            await CompareRowsAsync(source.Manifest);
        }
        catch
        {
            // It may be as large as the disk; a restore that is killed leaves it to the next one.
            store.Clear();
            throw;
        }
    }

    private async Task<Dictionary<string, (long Size, string Sha256)>> StageAsync()
    {
        var staged = new Dictionary<string, (long Size, string Sha256)>(StringComparer.Ordinal);
        await foreach ((string path, Stream content) in source.FilesAsync())
        {
            if (staged.ContainsKey(path))
                throw BackupError.Foreign(path);
            using var hashing = new HashingStream(content);
            await using (Stream target = store.PathOf(path) is { } to ? StagedStore.Create(to) : Stream.Null)
                await hashing.CopyToAsync(target, BufferSize);
            staged.Add(path, (hashing.Count, hashing.Sha256));
            progress(hashing.Count);
        }

        return staged;
    }

    private void Compare(Manifest manifest, Dictionary<string, (long Size, string Sha256)> staged)
    {
        foreach (BackupFile file in manifest.Files.Values)
        {
            if (!staged.Remove(file.Path, out (long Size, string Sha256) found))
                throw BackupError.Missing(file.Path);
            if (found != (file.Size, file.Sha256))
                throw BackupError.Changed(file.Path);
            // Addresses of pictures are cached by it.
            if (store.PathOf(file.Path) is { } path)
                File.SetLastWriteTimeUtc(path, file.Modified.UtcDateTime);
        }

        if (staged.Count > 0)
            throw BackupError.Foreign(staged.First().Key);
        if (!manifest.Files.ContainsKey(BackupPath.Database))
            throw BackupError.Missing(BackupPath.Database);
    }

    private async Task CompareRowsAsync(Manifest manifest)
    {
        HashSet<string> known = [.. manifest.End.Lost, .. manifest.End.Changed];
        await using IMetadataStore rows = await openRows(store.Database);
        foreach (User user in await rows.Users.ListAsync())
        {
            Page<Image> page;
            int number = 1;
            do
            {
                page = await rows.Images.ListAsync(new ListQuery { UserId = user.Id, Page = number++, Number = Portion });
                foreach (Image image in page.Items)
                {
                    CompareOriginal(image.Original, image.Sha256);
                    foreach (KeptVersion version in image.KeptVersions)
                        CompareOriginal(image.OriginalOf(version), version.Sha256);
                }
            }
            while (page.Items.Count == Portion);
        }

        void CompareOriginal(BlobKey key, string sha256)
        {
            if (known.Contains(key.Value))
                return;
            string path = BackupPath.OfPicture(key);
            if (!manifest.Files.TryGetValue(path, out BackupFile? file))
                throw BackupError.Missing(path);
            if (file.Sha256 != sha256)
                throw BackupError.Changed(path);
        }
    }
}

/// <param name="MovedAside">Where the store is that was there before.</param>
internal sealed record RestoreReport(BackupBegin Begin, BackupEnd End, IReadOnlyList<string> MovedAside);
