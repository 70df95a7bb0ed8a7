using Maple.Http;
using Maple.Imaging.Metadata;
using Maple.Storage;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Http;

public sealed class BlankedBlobTests
{
    private static readonly BlankedBlob s_blob = new(new Stored(1000), [new Blank(100, 50, 0), new Blank(400, 10, 0x20)]);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(99, 1)]
    [InlineData(150, 250)]
    [InlineData(410, 590)]
    public void Between_blanks_the_file_s_own_bytes_are_sent(long offset, long length)
    {
        FilePart part = s_blob.FileAt(offset)!.Value;

        Assert.Equal((offset, length), (part.Offset, part.Length));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(149)]
    [InlineData(405)]
    public void Within_a_blank_they_are_not(long offset) => Assert.Null(s_blob.FileAt(offset));

    [Fact]
    public void A_range_ends_where_it_ends()
    {
        var body = new BlobBody(s_blob, 160, 20);

        Assert.Equal((165L, 15L), (body.FileAt(5)!.Value.Offset, body.FileAt(5)!.Value.Length));
    }

    private sealed class Stored(long length) : Blob
    {
        private static readonly SafeFileHandle s_file = new();

        public override long Length => length;
        public override DateTimeOffset LastModified => default;
        public override FilePart? FileAt(long offset) => new FilePart(s_file, offset, length - offset);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default) => throw new NotSupportedException();
        public override ValueTask DisposeAsync() => default;
    }
}
