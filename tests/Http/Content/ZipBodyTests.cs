using System.IO.Compression;
using System.Text;
using Maple.Http.Content.Zip;
using Maple.Storage;
using Maple.Tests.Support;

namespace Maple.Tests.Http.Content;

public sealed class ZipBodyTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 23, 8, 9, 10, TimeSpan.Zero);

    private readonly string _file = Path.GetTempFileName();
    private readonly Dictionary<BlobKey, byte[]> _files = [];
    private readonly List<ZipEntry> _entries = [];

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(uint.MaxValue - 1L, 1 << 16)]
    [InlineData(uint.MaxValue - 1L, 7)]
    [InlineData(4_000, 1 << 16)]
    [InlineData(100, 1 << 16)]
    [InlineData(0, 333)]
    public async Task An_archive_is_read_by_others_with_and_without_zip64(long most, int piece)
    {
        Add("a.png", 5);
        Add("小猫 😀.jpg", 70_000);
        Add("empty.png", 0);
        Add("b.png", 3_000);

        await WriteAsync(new ZipRecords(most), piece);

        using (ZipArchive archive = await ZipFile.OpenReadAsync(_file, TestContext.Current.CancellationToken))
        {
            Assert.Equal(["a.png", "小猫 😀.jpg", "empty.png", "b.png"], archive.Entries.Select(entry => entry.FullName));
            foreach ((ZipArchiveEntry read, ZipEntry written) in archive.Entries.Zip(_entries))
            {
                using var bytes = new MemoryStream();
                await using Stream stream = await read.OpenAsync(TestContext.Current.CancellationToken);
                await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
                Assert.Equal(_files[written.Source], bytes.ToArray());
                Assert.Equal(0x81A4 << 16, read.ExternalAttributes);
            }
        }

        string seen = await Python.RunAsync(Path.GetDirectoryName(_file)!, $"""
            import zipfile
            z = zipfile.ZipFile("{Path.GetFileName(_file)}")
            assert z.testzip() is None
            print([(i.filename, i.file_size, i.compress_type, i.date_time) for i in z.infolist()])
            """);
        Assert.Equal(
            "[('a.png', 5, 0, (2026, 11, 23, 8, 9, 10)), ('小猫 😀.jpg', 70000, 0, (2026, 11, 23, 8, 9, 10)), "
                + "('empty.png', 0, 0, (2026, 11, 23, 8, 9, 10)), ('b.png', 3000, 0, (2026, 11, 23, 8, 9, 10))]",
            seen.Trim());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    public async Task However_many_files_there_are_all_are_in_it(int count)
    {
        for (int i = 0; i < count; i++)
            Add($"{i}.png", 1);

        await WriteAsync(new ZipRecords(), 1 << 16);

        using ZipArchive archive = await ZipFile.OpenReadAsync(_file, TestContext.Current.CancellationToken);
        Assert.Equal(count, archive.Entries.Count);
    }

    [Fact]
    public async Task A_file_that_is_gone_or_has_another_size_ends_it()
    {
        Add("a.png", 500);
        Add("b.png", 500);
        byte[] bytes = _files[_entries[1].Source];
        _files.Remove(_entries[1].Source);
        await Assert.ThrowsAsync<FileNotFoundException>(() => WriteAsync(new ZipRecords(), 1 << 16));
        Assert.Throws<InvalidDataException>(() => ZipFile.OpenRead(_file));

        _files[_entries[1].Source] = [.. bytes, 1];
        await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(new ZipRecords(), 1 << 16));
    }

    [Fact]
    public void The_checksum_is_that_of_zip_files_however_it_is_cut()
    {
        byte[] text = Encoding.ASCII.GetBytes("123456789");
        Assert.Equal(0xCBF43926, Crc32.Append(0, text));
        byte[] bytes = [.. Enumerable.Range(0, 1_000).Select(i => (byte)(i * i))];
        uint whole = Crc32.Append(0, bytes);
        for (int cut = 0; cut < 40; cut++)
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
    }

    private void Add(string name, int size)
    {
        Assert.True(BlobKey.TryParse($"bob/photo/2026/11/{_entries.Count}.png", out BlobKey key));
        byte[] bytes = new byte[size];
        new Random(_entries.Count).NextBytes(bytes);
        _files.Add(key, bytes);
        _entries.Add(new ZipEntry(Encoding.UTF8.GetBytes(name), size, s_time, key));
    }

    private async Task WriteAsync(ZipRecords records, int piece)
    {
        await using var body = new ZipBody(_entries, key => Task.FromResult<Blob?>(_files.TryGetValue(key, out byte[]? bytes) ? new BytesBlob(bytes) : null), records);
        await using FileStream file = File.Create(_file);
        byte[] buffer = new byte[piece];
        int read;
        long at = 0;
        for (; (read = await body.ReadAsync(buffer, at)) > 0; at += read)
            await file.WriteAsync(buffer.AsMemory(0, read), TestContext.Current.CancellationToken);
        Assert.Equal(body.Length, at);
    }

    private sealed class BytesBlob(byte[] bytes) : Blob
    {
        public override long Length => bytes.Length;
        public override DateTimeOffset LastModified => s_time;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation = default)
        {
            // Less than there is room for, as disks may do.
            int count = Math.Min(Math.Min(buffer.Length, 5_000), (int)(bytes.Length - offset));
            bytes.AsMemory((int)offset, count).CopyTo(buffer);
            return new(count);
        }

        public override ValueTask DisposeAsync() => default;
    }
}
