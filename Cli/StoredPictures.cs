using System.Security.Cryptography;
using Maple.Errors;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Cli;

/// <summary>What a stored picture's bytes tell of it.</summary>
internal sealed class StoredPictures(IBlobStore blobs, ImageProcessor processor)
{
    // SHA-256 is fed from memory; reads of this size cost least per byte.
    private const int BufferSize = 64 * 1024;

    /// <summary>What there is to know of an original of which nothing else is known; null when it is no picture that maple can read.</summary>
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
        catch (MapleException e) when (e.Code is not (ErrorCode.StorageFull or ErrorCode.StorageUnavailable or ErrorCode.DecoderUnavailable))
        {
            return null;
        }
    }

    /// <summary>Whether every pixel of it can be decoded.</summary>
    public async Task<bool> IsPictureAsync(BlobKey key)
    {
        await using Blob? blob = await blobs.OpenAsync(key);
        if (blob?.LocalPath is not { } path)
            return false;
        try
        {
            using Rendition rendition = await processor.RenderAsync(path, Box.OfWidth(1));
            return true;
        }
        catch (MapleException e) when (e.Code is ErrorCode.CorruptImage or ErrorCode.EmptyFile or ErrorCode.UnsupportedFormat)
        {
            return false;
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
