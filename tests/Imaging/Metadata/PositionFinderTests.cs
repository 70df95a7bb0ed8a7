using Maple.Imaging.Metadata;
using Maple.Tests.Support;
using SkiaSharp;
using Made = Maple.Tests.Imaging.Pictures;

namespace Maple.Tests.Imaging.Metadata;

public sealed class PositionFinderTests
{
    private static readonly string[] s_position =
    [
        "-EXIF:GPSLatitude=48.8584", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=2.2945", "-EXIF:GPSLongitudeRef=E", "-EXIF:GPSAltitude=35",
        "-EXIF:GPSDateStamp=2026:01:02", "-XMP-exif:GPSLatitude=48.8584", "-XMP-exif:GPSLongitude=2.2945",
    ];

    private static readonly string[] s_rest =
    [
        "-EXIF:Orientation=6", "-EXIF:Make=Maple", "-EXIF:Model=One", "-EXIF:DateTimeOriginal=2026:01:02 03:04:05", "-EXIF:UserComment=tower",
        "-XMP-dc:Title=Tower", "-XMP-photoshop:City=Paris",
    ];

    public static TheoryData<string, string> Kinds => new(
        from format in (string[])["jpg", "png", "webp"]
        from order in (string[])["II", "MM"]
        select (format, order));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_position_is_gone_and_everything_else_is_as_it_was(string format, string order)
    {
        byte[] tagged = ExifTool.Tag(Picture(format), [$"-ExifByteOrder={order}", .. s_position, .. s_rest]);
        byte[] clean = await CleanAsync(tagged);

        SortedDictionary<string, string> before = ExifTool.Read(tagged), after = ExifTool.Read(clean);
        Assert.True(before.Keys.Count(IsPosition) >= 8);
        Assert.Equal("6", after["IFD0:Orientation"]);
        Assert.Equal(before.Where(tag => !IsPosition(tag.Key)), after);
        Assert.Equal(tagged.Length, clean.Length);
        Assert.Equal(SKBitmap.Decode(tagged).Bytes, SKBitmap.Decode(clean).Bytes);
        foreach (string trace in (string[])["48,51.", "2,17.", "2026:01:02\0"])
            Assert.Equal(-1, clean.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(trace)));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public async Task A_picture_without_a_position_has_nothing_to_blank(string format)
    {
        Assert.Empty(await FindAsync(Picture(format)));
        Assert.Empty(await FindAsync(ExifTool.Tag(Picture(format), s_rest)));
    }

    /// <summary>RFC 1950: FDICT, a dictionary that only the writer has.</summary>
    [Fact]
    public async Task A_text_that_cannot_be_inflated_goes_whole()
    {
        byte[] text = Made.PngChunk("zTXt", [.. "Raw profile type exif\0\0"u8, 0x78, 0xBB, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.NotEmpty(await FindAsync(Made.PngWith(Made.Png(8, 8), text)));
    }

    [Fact]
    public async Task A_length_that_a_small_file_claims_is_not_allocated()
    {
        byte[] exif = Made.PngChunk("eXIf", Made.Exif(6));
        byte[] text = Made.PngChunk("zTXt", [.. "Raw profile type exif\0\0"u8, 0x78, 0x9C, 3, 0, 0, 0, 0, 1]);
        byte[] png = Made.PngWith(Made.Png(8, 8), [exif, .. Enumerable.Repeat(text, 20)]);
        byte[] webP = Made.WebPExtended(8, 8, 8, Made.WebPChunks(Made.WebP(8, 8)), [.. "EXIF"u8, 0, 0, 0x3F, 0]);
        foreach (byte[] picture in (byte[][])[png, webP])
        {
            await FindAsync(picture);
            long before = GC.GetAllocatedBytesForCurrentThread();
            await FindAsync(picture);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public async Task The_checksums_of_a_png_are_right_afterwards()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.png");
        await File.WriteAllBytesAsync(path, await CleanAsync(ExifTool.Tag(Picture("png"), [.. s_position, .. s_rest])));
        string chunks = await Python.RunAsync(folder.Path, """
            import struct, zlib
            data = open("a.png", "rb").read()
            at = 8
            while at < len(data):
                length, = struct.unpack(">I", data[at:at + 4])
                body, crc = data[at + 4:at + 8 + length], data[at + 8 + length:at + 12 + length]
                assert zlib.crc32(body) == struct.unpack(">I", crc)[0], body[:4]
                print(body[:4].decode(), end=" ")
                at += 12 + length
            """);
        Assert.Contains("eXIf", chunks);
        Assert.EndsWith("IEND ", chunks);
    }

    [Fact]
    public async Task Compressed_xmp_goes_whole_when_it_holds_a_position_and_stays_when_not()
    {
        byte[] tagged = ExifTool.Tag(Picture("png"), ["-z", "-XMP-exif:GPSLatitude=48.8584", "-XMP-dc:Title=Tower"]);
        Assert.Contains("XMP-exif:GPSLatitude", ExifTool.Read(tagged).Keys);
        Assert.DoesNotContain("XMP-exif:GPSLatitude", ExifTool.Read(await CleanAsync(tagged)).Keys);
        Assert.Empty(await FindAsync(ExifTool.Tag(Picture("png"), ["-z", "-XMP-dc:Title=Tower"])));
    }

    [Theory]
    [InlineData("zTXt")]
    [InlineData("tEXt")]
    public async Task Exif_as_hexadecimal_text_goes_whole_when_it_holds_a_position(string type)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "a.png"), ExifTool.Tag(Picture("png"), s_position));
        await Python.RunAsync(folder.Path, $$"""
            import struct, zlib
            data = open("a.png", "rb").read()
            at = data.index(b"eXIf") - 4
            length, = struct.unpack(">I", data[at:at + 4])
            exif = b"Exif\0\0" + data[at + 8:at + 8 + length]
            text = b"\nexif\n%8d\n" % len(exif) + exif.hex().encode() + b"\n"
            body = b"{{type}}Raw profile type exif\0" + (b"\0" + zlib.compress(text) if "{{type}}" == "zTXt" else text)
            chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
            open("b.png", "wb").write(data[:at] + chunk + data[at + 12 + length:])
            """);
        byte[] old = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "b.png"));
        byte[] clean = await CleanAsync(old);

        Assert.Contains("GPS:GPSLatitude", ExifTool.Read(old).Keys);
        Assert.DoesNotContain(ExifTool.Read(clean).Keys, IsPosition);
        Assert.NotNull(SKBitmap.Decode(clean));
    }

    [Fact]
    public async Task A_file_is_erased_in_place()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.jpg");
        byte[] tagged = ExifTool.Tag(Picture("jpg"), [.. s_position, .. s_rest]);
        await File.WriteAllBytesAsync(path, tagged);
        Assert.True(await PositionFinder.EraseAsync(path));
        Assert.Equal(await CleanAsync(tagged), await File.ReadAllBytesAsync(path));
        Assert.False(await PositionFinder.EraseAsync(path));
    }

    [Theory]
    [InlineData("jpg", 1)]
    [InlineData("png", 2)]
    [InlineData("webp", 3)]
    public async Task Damaged_files_are_looked_through_to_the_end(string format, int seed)
    {
        byte[] tagged = ExifTool.Tag(Picture(format), [.. s_position, .. s_rest]);
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = tagged[..random.Next(tagged.Length)];
            for (int change = random.Next(20); change > 0 && damaged.Length > 0; change--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            await CleanAsync(damaged);
        }
    }

    [Fact]
    public async Task A_gps_pointer_to_something_else_takes_nothing_with_it()
    {
        byte[] tagged = ExifTool.Tag(Picture("jpg"), ["-ExifByteOrder=II", "-EXIF:Orientation=6", "-EXIF:GPSLatitude=48.8584"]);
        int entry = tagged.AsSpan().IndexOf((byte[])[0x25, 0x88, 4, 0, 1, 0, 0, 0]);
        foreach (byte pointer in (byte[])[0, 1, 4])
        {
            tagged[entry + 8] = pointer;
            Assert.Equal("6", ExifTool.Read(await CleanAsync(tagged))["IFD0:Orientation"]);
            Assert.Empty(await FindAsync(tagged));
        }
    }

    [Fact]
    public async Task Memory_is_bounded_for_files_made_of_positions()
    {
        byte[] tagged = ExifTool.Tag(Picture("jpg"), ["-EXIF:GPSLatitude=48.8584", "-EXIF:GPSLatitudeRef=N"]);
        int start = tagged.AsSpan().IndexOf((byte[])[0xFF, 0xE1]), length = 2 + (tagged[start + 2] << 8 | tagged[start + 3]);
        byte[] segment = tagged[start..(start + length)];
        byte[] many = [0xFF, 0xD8, .. Enumerable.Repeat(segment, 20_000).SelectMany(s => s), .. tagged.AsSpan(start + length)];

        Blank[] found = await FindAsync(many);

        Assert.InRange(found.Length, 1, 10_100);
        Assert.True(found[^1].Offset + found[^1].Length > many.Length);
    }

    private static bool IsPosition(string tag) => tag.Contains(":GPS", StringComparison.Ordinal) && tag != "IFD0:GPSInfo";

    private static byte[] Picture(string format) => format switch
    {
        "jpg" => Maple.Tests.Support.Pictures.Jpeg(seed: 5),
        "png" => Maple.Tests.Support.Pictures.Png(seed: 5),
        _ => Maple.Tests.Support.Pictures.WebP(seed: 5),
    };

    private static ValueTask<Blank[]> FindAsync(byte[] file) => PositionFinder.FindAsync((buffer, offset) =>
    {
        int count = (int)Math.Clamp(file.Length - offset, 0, Math.Min(buffer.Length, 1000));
        file.AsMemory((int)Math.Min(offset, file.Length), count).CopyTo(buffer);
        return new(count);
    });

    /// <summary>In two reads, as a client that asks for ranges gets it.</summary>
    private static async Task<byte[]> CleanAsync(byte[] file)
    {
        Blank[] blanks = await FindAsync(file);
        byte[] clean = [.. file];
        int middle = blanks.Length > 0 ? (int)Math.Min(blanks[^1].Offset + 1, clean.Length) : clean.Length / 2;
        Blank.Apply(blanks, clean.AsSpan(0, middle), 0);
        Blank.Apply(blanks, clean.AsSpan(middle), middle);
        return clean;
    }
}
