using System.Security.Cryptography;
using Maple.Errors;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Cli;

/// <summary>What an original tells of itself, when nothing else is known of it.</summary>
internal sealed class OriginalFacts(IBlobStore blobs, ImageProcessor processor)
{
    // SHA-256 is fed from memory; reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    /// <summary>Null when it is no picture that maple can read.</summary>
    public async Task<NewImage?> DescribeAsync(BlobKey original)
    {
        await using Blob? blob = await blobs.OpenAsync(original);
        if (blob?.LocalPath is not { } path)
            return null;
        try
        {
            using PreparedImage prepared = await processor.PrepareAsync(path);
            string name = original.Value[(original.Value.LastIndexOf('/') + 1)..];
            return new NewImage
            {
                Name = name,
                Description = "",
                OriginalFilename = name,
                Extension = original.Extension,
                RenditionExtension = prepared.RenditionExtension,
                Width = prepared.Info.Width,
                Height = prepared.Info.Height,
                Bytes = blob.Length,
                Sha256 = await HashAsync(blob),
            };
        }
        catch (MapleException e) when (e.Code is not (ErrorCode.StorageFull or ErrorCode.StorageUnavailable))
        {
            return null;
        }
    }

    private static async Task<string> HashAsync(Blob blob)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        int read;
        for (long at = 0; (read = await blob.ReadAsync(buffer, at)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
