using System.Security.Cryptography;
using Maple.Errors;

namespace Maple.Storage.Maintenance;

/// <summary>
/// Compares every row with its files and every file with its row, while others go on reading and writing: what looks wrong is looked at again,
/// since it may just have come or gone.
/// </summary>
/// <param name="remake">Makes an image's renditions again; false when its original is gone.</param>
/// <param name="isPicture">Whether a blob is a whole picture.</param>
internal sealed class Check(
    IMetadataStore metadata,
    IBlobStore blobs,
    IPictureFolders folders,
    Func<Image, Task<bool>> remake,
    Func<BlobKey, Task<bool>> isPicture,
    TimeProvider time)
{
    private const int Portion = 500;

    // Reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    /// <summary>An upload's files are there for some milliseconds before its row is; a disk that hangs makes it seconds.</summary>
    private static readonly TimeSpan s_fileGrace = TimeSpan.FromMinutes(10);

    /// <summary>No upload is received for longer.</summary>
    private static readonly TimeSpan s_temporaryGrace = TimeSpan.FromDays(1);

    private readonly CheckReport _report = new();

    public async Task<CheckReport> RunAsync(CheckWish wish)
    {
        foreach (User user in await metadata.Users.ListAsync())
            await TryAsync(user.Name, () => RowsAsync(user, wish));
        foreach (string user in folders.Users())
            await TryAsync(user, () => FilesAsync(user, wish));
        foreach (StoredFile file in folders.Temporary())
            await TryAsync(file.Path, () => TemporaryAsync(file, wish));
        return _report;
    }

    /// <remarks>By page numbers: rows that are removed meanwhile may hide as many others, never report a wrong one.</remarks>
    private async Task RowsAsync(User user, CheckWish wish)
    {
        Page<Image> page;
        int number = 1;
        do
        {
            page = await metadata.Images.ListAsync(new ListQuery { UserId = user.Id, Page = number++, Number = Portion });
            foreach (Image image in page.Items)
            {
                _report.Images++;
                await TryAsync(image.Original.Value, () => RowAsync(image, wish));
            }
        }
        while (page.Items.Count == Portion);
    }

    private async Task RowAsync(Image image, CheckWish wish)
    {
        if (await OriginalAsync(image, wish.Deep) is { } finding)
        {
            await AddIfStillThereAsync(image, finding);
            return;
        }

        var bad = new List<BlobKey>();
        foreach (BlobKey rendition in (BlobKey[])[image.Thumb, image.Show])
        {
            if (!await IsGoodAsync(rendition, wish.Deep))
                bad.Add(rendition);
        }

        bool remade = bad.Count > 0 && wish.Repair && await remake(image);
        foreach (BlobKey rendition in bad)
        {
            bool repaired = remade && await IsGoodAsync(rendition, wish.Deep);
            await AddIfStillThereAsync(image, new Finding(FindingKind.BadRendition, rendition.Value, "", repaired));
        }
    }

    private async Task<Finding?> OriginalAsync(Image image, bool deep)
    {
        await using Blob? blob = await blobs.OpenAsync(image.Original);
        if (blob is null)
            return new Finding(FindingKind.LostOriginal, image.Original.Value, $"image {image.Id}", Repaired: false);
        if (blob.Length != image.Bytes)
            return Changed($"{blob.Length} bytes instead of {image.Bytes}");
        return deep && await HashAsync(blob) != image.Sha256 ? Changed("its SHA-256 is another") : null;

        Finding Changed(string how) => new(FindingKind.ChangedOriginal, image.Original.Value, $"image {image.Id}: {how}", Repaired: false);
    }

    private async Task<bool> IsGoodAsync(BlobKey rendition, bool deep)
    {
        await using Blob? blob = await blobs.OpenAsync(rendition);
        return blob?.Length > 0 && (!deep || await isPicture(rendition));
    }

    private async Task AddIfStillThereAsync(Image image, Finding finding)
    {
        if (await metadata.Images.FindAsync(image.UserId, image.Id) is not null)
            _report.Findings.Add(finding);
    }

    private async Task FilesAsync(string user, CheckWish wish)
    {
        foreach (StoredFile file in folders.Files(user))
        {
            _report.Files++;
            if (time.GetUtcNow() - file.LastModified < s_fileGrace || await HasRowAsync(file))
                continue;
            await TryAsync(file.Path, () =>
            {
                if (wish.Repair)
                    folders.MoveToLostAndFound(file, $"maple check moved {file.Path} here on {time.GetUtcNow():u}: no image has this file.\n");
                _report.Findings.Add(new Finding(FindingKind.Orphan, file.Path, wish.Repair ? "moved to lost+found" : "", wish.Repair));
                return Task.CompletedTask;
            });
        }
    }

    private async Task<bool> HasRowAsync(StoredFile file) =>
        BlobKey.TryParse(file.Path, out BlobKey key)
        && await metadata.Images.FindByStemAsync(key.Stem) is { } image
        && (key == image.Original || key == image.Thumb || key == image.Show);

    private Task TemporaryAsync(StoredFile file, CheckWish wish)
    {
        if (time.GetUtcNow() - file.LastModified < s_temporaryGrace)
            return Task.CompletedTask;
        if (wish.Repair)
            folders.Remove(file);
        _report.Findings.Add(new Finding(FindingKind.StaleTemporary, file.Path, "", wish.Repair));
        return Task.CompletedTask;
    }

    /// <summary>What can't be read is a finding and not the end.</summary>
    private async Task TryAsync(string path, Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is MapleException or IOException or UnauthorizedAccessException)
        {
            _report.Findings.Add(new Finding(FindingKind.Unreadable, path, e.Message, Repaired: false));
        }
    }

    private async Task<string> HashAsync(Blob blob)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        int read;
        for (long at = 0; (read = await blob.ReadAsync(buffer, at)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        _report.Hashed += blob.Length;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
