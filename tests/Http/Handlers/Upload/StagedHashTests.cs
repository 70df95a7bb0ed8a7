using System.Security.Cryptography;
using Maple.Http.Handlers.Upload;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Http.Handlers.Upload;

public sealed class StagedHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((8 << 20) - 1)]
    [InlineData(8 << 20)]
    [InlineData(21_000_001)]
    public async Task It_is_that_of_all_bytes_however_they_come(int size)
    {
        byte[] bytes = new byte[size];
        var random = new Random(size);
        random.NextBytes(bytes);
        await using StagedBlob staged = new MemoryBlobStore().Stage();
        await using var hash = new StagedHash(staged);
        for (int at = 0, count; at < size; at += count)
        {
            count = Math.Min(random.Next(1, 1 << 20), size - at);
            await staged.WriteAsync(bytes.AsMemory(at, count), TestContext.Current.CancellationToken);
            hash.Add(bytes.AsSpan(at, count));
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), await hash.FinishAsync());
    }
}
