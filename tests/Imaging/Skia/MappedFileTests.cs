using System.Globalization;
using Maple.Imaging.Skia;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Imaging.Skia;

public sealed class MappedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(64, 0, 4)]
    [InlineData(8, 8, 8)]
    public void Of_a_long_file_what_the_rows_were_read_from_is_given_back(int megabytes, int least, int most)
    {
        byte[] bytes = new byte[megabytes << 20];
        Random.Shared.NextBytes(bytes);
        string path = _folder.Write(bytes);
        using SafeFileHandle file = File.OpenHandle(path);
        using MappedFile mapped = MappedFile.TryOpen(file, bytes.Length)!;

        for (int row = 0; row < 64; row++)
        {
            Range read = (bytes.Length / 64 * row)..(bytes.Length / 64 * (row + 1));
            Assert.True(mapped.Bytes[read].SequenceEqual(bytes.AsSpan()[read]));
            mapped.Pass(row + 1, 64);
            if (row >= 4)
                Assert.InRange(MegabytesOf(path), least, most);
        }

        Assert.True(mapped.Bytes.SequenceEqual(bytes));
    }

    /// <summary>What counts as memory of this process, as smaps tells it.</summary>
    private static long MegabytesOf(string path)
    {
        string rss = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(path, StringComparison.Ordinal))
            .First(line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return long.Parse(rss.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) >> 10;
    }
}
