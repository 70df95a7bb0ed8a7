using System.Security.Cryptography;

namespace Maple.Storage.Maintenance;

/// <summary>Compares every row with its files.</summary>
/// <param name="remake">Makes an image's renditions again; false when its original is gone.</param>
/// <param name="isPicture">Whether a blob is a whole picture.</param>
internal sealed class RowCheck(
    IMetadataStore metadata, IBlobStore blobs, Func<Image, Task<bool>> remake, Func<BlobKey, Task<bool>> isPicture) : ICheckStep
{
    private const int Portion = 500;

    // Reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    public async Task RunAsync(CheckWish wish, CheckReport report)
    {
        foreach (User user in await metadata.Users.ListAsync())
            await report.TryAsync(user.Name, () => RowsAsync(user, wish, report));
    }

    /// <remarks>By page numbers: rows that are removed meanwhile may hide as many others, never report a wrong one.</remarks>
    private async Task RowsAsync(User user, CheckWish wish, CheckReport report)
    {
        Page<Image> page;
        int number = 1;
        do
        {
            page = await metadata.Images.ListAsync(new ListQuery { UserId = user.Id, Page = number++, Number = Portion });
            foreach (Image image in page.Items)
            {
                report.Images++;
                await report.TryAsync(image.Original.Value, () => RowAsync(image, wish, report));
            }
        }
        while (page.Items.Count == Portion);
    }

    private async Task RowAsync(Image image, CheckWish wish, CheckReport report)
    {
        foreach (KeptVersion version in image.KeptVersions)
        {
            BlobKey key = image.OriginalOf(version);
            if (await OriginalAsync(key, $"image {image.Id}, version {version.Number}", version.Bytes, version.Sha256, wish.Deep, report) is { } lost
                && await metadata.Images.FindAsync(image.UserId, image.Id) is { } now && now.Keeps(key))
                report.Findings.Add(lost);
        }

        if (await OriginalAsync(image.Original, $"image {image.Id}", image.Bytes, image.Sha256, wish.Deep, report) is { } finding)
        {
            await AddIfStillThereAsync(image, finding, report);
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
            await AddIfStillThereAsync(image, new Finding(FindingKind.BadRendition, rendition.Value, "", repaired), report);
        }
    }

    private async Task<Finding?> OriginalAsync(BlobKey key, string whose, long bytes, string sha256, bool deep, CheckReport report)
    {
        await using Blob? blob = await blobs.OpenAsync(key);
        if (blob is null)
            return new Finding(FindingKind.LostOriginal, key.Value, whose, Repaired: false);
        if (blob.Length != bytes)
            return Changed($"{blob.Length} bytes instead of {bytes}");
        return deep && await HashAsync(blob, report) != sha256 ? Changed("its SHA-256 is another") : null;

        Finding Changed(string how) => new(FindingKind.ChangedOriginal, key.Value, $"{whose}: {how}", Repaired: false);
    }

    private async Task<bool> IsGoodAsync(BlobKey rendition, bool deep)
    {
        await using Blob? blob = await blobs.OpenAsync(rendition);
        return blob?.Length > 0 && (!deep || await isPicture(rendition));
    }

    private async Task AddIfStillThereAsync(Image image, Finding finding, CheckReport report)
    {
        if (await metadata.Images.FindAsync(image.UserId, image.Id) is { } now && now.BlobStem == image.BlobStem)
            report.Findings.Add(finding);
    }

    private static async Task<string> HashAsync(Blob blob, CheckReport report)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        int read;
        for (long at = 0; (read = await blob.ReadAsync(buffer, at)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        report.Hashed += blob.Length;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
