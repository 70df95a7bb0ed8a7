using Maple.Errors;
using Maple.Imaging;
using Maple.Imaging.Jpeg.Decoding;
using Maple.Imaging.Probe;
using Maple.Imaging.Skia;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Imaging.Jpeg.Decoding;

public sealed class DamagedJpegTests : IDisposable
{
    private static readonly string[] s_kinds = ["-quality 85 -sample 2x2", "-quality 95 -sample 2x1 -restart 2B", "-quality 70 -grayscale -optimize"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. s_kinds];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_anywhere_is_taken_or_refused_as_by_Skia_alone(string kind)
    {
        byte[] file = new Photo(45, 35).Encode(kind);
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            if (Photo.Decode(cut, 1 + length % 8, out _, out _) is not null)
                Assert.NotNull(Photo.DecodeBySkia(cut));
            if (length % 16 == 0 || length > file.Length - 16)
                AssertRenderedAsBySkia(cut, $"{length} of {file.Length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Changed_bytes_are_taken_or_refused_as_by_Skia_alone(string kind)
    {
        byte[] file = new Photo(45, 35).Encode(kind);
        var random = new Random(file.Length);
        int taken = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. file];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                changed[random.Next(2, file.Length)] = (byte)random.Next(256);
            if (Photo.Decode(changed, 1 + i % 8, out _, out _) is not null)
            {
                taken++;
                Assert.True(Photo.DecodeBySkia(changed) is not null, $"change {i} is damage to Skia alone");
            }

            if (i % 30 == 0)
                AssertRenderedAsBySkia(changed, $"change {i}");
        }

        // Most wrong bits are codes as well, only others.
        Assert.InRange(taken, 300, 2990);
    }

    [Fact]
    public void Restart_markers_that_are_missing_or_in_disorder_are_damage()
    {
        byte[] file = new Photo(64, 64).Encode("-quality 90 -sample 1x1 -restart 1B");
        int first = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]);
        Assert.NotNull(Photo.Decode(file, 8, out _, out _));
        Assert.Null(Photo.Decode(Changed(file, first + 1, 0xD1), 8, out _, out _));
        Assert.Null(Photo.Decode([.. file.AsSpan(0, first), .. file.AsSpan(first + 2)], 8, out _, out _));
        Assert.Null(Photo.Decode([.. file.AsSpan(0, first), .. file.AsSpan(first, 2), .. file.AsSpan(first)], 8, out _, out _));
    }

    [Fact]
    public void A_marker_in_the_middle_ends_the_picture()
    {
        byte[] file = new Photo(64, 64).Encode("-quality 90");
        Assert.Null(Photo.Decode([.. file.AsSpan(0, file.Length - 200), 0xFF, 0xD9], 8, out _, out _));
        Assert.Null(Photo.Decode([.. file.AsSpan(0, file.Length - 200), 0xFF, 0xFF, .. file.AsSpan(file.Length - 198)], 8, out _, out _));
    }

    /// <summary>Files with one thing in their segments that no sound file has.</summary>
    public static TheoryData<string, byte[]> Hostile()
    {
        byte[] file = new Photo(40, 30).Encode("-quality 90 -sample 2x2");
        int frame = Marker(file, 0xC0), codes = Marker(file, 0xC4), steps = Marker(file, 0xDB), scan = Marker(file, 0xDA);
        return new()
        {
            { "more codes than there can be", Changed(file, codes + 5, 3) },
            { "a code of ones alone", Changed(file, codes + 5, 2, 0, 0) },
            { "more symbols than the segment holds", Changed(file, codes + 20, 255) },
            { "a mean of 16 bits", Changed(file, codes + 21, 0x10) },
            { "codes for nothing", Changed(file, codes + 4, 0x20) },
            { "no steps of its number", Changed(file, frame + 12, 3) },
            { "a step of 0", Changed(file, steps + 5, 0) },
            { "steps of 3 bytes", Changed(file, steps + 4, 0x20) },
            { "a width of 0", Changed(file, frame + 7, 0, 0) },
            { "a height of 0", Changed(file, frame + 5, 0, 0) },
            { "two components of one name", Changed(file, frame + 13, file[frame + 10]) },
            { "a sampling of 0", Changed(file, frame + 11, 0x02) },
            { "a sampling of 15", Changed(file, frame + 11, 0xFF) },
            { "16 blocks in a unit", Changed(Changed(file, frame + 11, 0x44), frame + 14, 0x11) },
            { "12 bits", Changed(file, frame + 4, 12) },
            { "codes that are missing", Changed(file, scan + 6, 0x33) },
            { "a scan of another component", Changed(file, scan + 5, 9) },
            { "a scan of some frequencies", Changed(file, scan + 12, 5) },
            { "two frames", [.. file.AsSpan(0, scan), .. file.AsSpan(frame, 19), .. file.AsSpan(scan)] },
            { "a segment beyond the end", Changed(file, frame + 2, 0xFF) },
            { "a segment of no length", Changed(file, frame + 2, 0, 1) },
        };
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Segments_that_make_no_sense_are_refused(string what, byte[] file)
    {
        Assert.True(SegmentReader.TryRead(file) is null, what);
        AssertRenderedAsBySkia(file, what);
    }

    /// <summary>Either a thumbnail or <c>corrupt_image</c>, and which of them Skia alone decides.</summary>
    private void AssertRenderedAsBySkia(byte[] bytes, string what)
    {
        using SafeFileHandle file = File.OpenHandle(_folder.Write(bytes));
        ImageInfo info;
        try
        {
            info = ImageProbe.Read(file, new ImagingOptions { MaxPixels = 200_000 });
        }
        catch (MapleException)
        {
            return;
        }

        bool isTaken = true;
        try
        {
            foreach (Rendition rendition in Renderer.Render(file, info, [Box.OfWidth(13)]))
                rendition.Dispose();
        }
        catch (MapleException refusal)
        {
            Assert.Equal(ErrorCode.CorruptImage, refusal.Code);
            isTaken = false;
        }

        Assert.True(isTaken == IsTakenBySkia(file, info), $"{what}: {(isTaken ? "taken" : "refused")}");
    }

    private static bool IsTakenBySkia(SafeFileHandle file, ImageInfo info)
    {
        (int width, int height) = Box.OfWidth(13).Fit(info.Width, info.Height);
        try
        {
            using PixelSource source = PixelSource.Open(file, info, width, height);
            using Resampler resampler = new(source.Width, source.Height, width, height);
            source.CopyTo(resampler, CancellationToken.None);
            return true;
        }
        catch (MapleException)
        {
            return false;
        }
    }

    private static int Marker(byte[] file, byte marker) => file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);

    private static byte[] Changed(byte[] file, int at, params byte[] with)
    {
        byte[] changed = [.. file];
        with.CopyTo(changed, at);
        return changed;
    }
}
