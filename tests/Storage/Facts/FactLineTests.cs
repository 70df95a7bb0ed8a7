using System.Buffers;
using System.Text;
using Maple.Storage.Facts;

namespace Maple.Tests.Storage.Facts;

public sealed class FactLineTests
{
    private static readonly ImageFact s_image = new(
        7, "2026/11/1795381200123-aa", "png", "webp", "小猫 \"1\"\n", "", "a.png", 2, "default", 4, 3, 99, new string('a', 64),
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMilliseconds(1));

    [Fact]
    public void A_fact_is_one_readable_line_and_comes_back_as_it_was()
    {
        string line = Write(new Fact { Image = s_image });

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains("小猫", line, StringComparison.Ordinal);
        Assert.Equal(s_image, FactLine.Read(Encoding.UTF8.GetBytes(line.TrimEnd()))!.Image);
    }

    // What was written years ago must be read: this line is never to be changed, only followed by others.
    [Fact]
    public void The_first_format_is_read_for_ever()
    {
        const string First = """4a3244b7 {"key":{"id":3,"name":"default","issued_at":"2026-11-22T23:00:00+00:00"}}""";

        Assert.Equal(First, Write(new Fact { Key = new KeyFact(3, "default", new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero)) }).TrimEnd());
        Assert.Equal(3, FactLine.Read(Encoding.UTF8.GetBytes(First))!.Key!.Id);
    }

    [Fact]
    public void A_line_cut_or_changed_anywhere_is_not_believed()
    {
        byte[] line = Encoding.UTF8.GetBytes(Write(new Fact { Image = s_image }).TrimEnd());
        for (int i = 0; i < line.Length; i++)
        {
            Assert.Null(FactLine.Read(line.AsSpan(0, i)));
            line[i] ^= 1;
            Assert.Null(FactLine.Read(line));
            line[i] ^= 1;
        }

        Assert.NotNull(FactLine.Read(line));
    }

    [Fact]
    public void A_file_is_read_around_what_is_torn()
    {
        string removed = Write(new Fact { ImageRemoved = "2026/11/1-a" });
        var seen = new List<string?>();

        int bad = FactFile.Each(Encoding.UTF8.GetBytes(removed + removed[..20] + "\n\0\0\0\n" + removed + removed[..9]), fact => seen.Add(fact.ImageRemoved));

        Assert.Equal(3, bad);
        Assert.Equal(["2026/11/1-a", "2026/11/1-a"], seen);
    }

    private static string Write(Fact fact)
    {
        var output = new ArrayBufferWriter<byte>();
        FactLine.Write(output, fact);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
