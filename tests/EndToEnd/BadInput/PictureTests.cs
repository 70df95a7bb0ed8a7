using System.IO.Compression;
using System.Text.Json;
using Maple.Tests.Imaging;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Files that are no pictures, or not quite, or too much of one.</summary>
public sealed class PictureTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    private static readonly byte[] s_html = "<!doctype html><script>alert(1)</script>"u8.ToArray();

    [Fact]
    public async Task An_empty_file_is_refused() => await RefusedFileAsync(400, "empty_file", []);

    [Fact]
    public async Task A_file_that_is_no_picture_is_named_for_what_it_is()
    {
        (byte[] File, string Kind)[] files =
        [
            ("hello"u8.ToArray(), "a text"),
            (s_html, "an HTML page"),
            ("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "an SVG drawing"),
            ("%PDF-1.7\n"u8.ToArray(), "a PDF document"),
            ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive"),
            ([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[12]], "a HEIC picture"),
            ([0x7F, .. "ELF"u8, .. new byte[60]], "of an unknown kind"),
            (new byte[5000], "of an unknown kind"),
            ("\n\n"u8.ToArray(), "a text"),
        ];
        foreach ((byte[] file, string kind) in files)
            Assert.Contains(kind, (await RefusedFileAsync(415, "unsupported_format", file)).Message);
    }

    [Fact]
    public async Task A_signature_without_a_picture_is_refused()
    {
        byte[][] signatures =
        [
            [0x89, .. "PNG\r\n"u8, 0x1A, 10], [0xFF, 0xD8, 0xFF], "GIF89a"u8.ToArray(), [.. "RIFF"u8, 9, 0, 0, 0, .. "WEBP"u8], [.. "BM"u8, .. new byte[12]],
        ];
        foreach (byte[] signature in signatures)
        {
            await RefusedFileAsync(422, "corrupt_image", signature);
            await RefusedFileAsync(422, "corrupt_image", [.. signature, .. new byte[3000]]);
        }
    }

    [Fact]
    public async Task A_script_that_begins_like_a_gif_is_refused() =>
        await RefusedFileAsync(422, "corrupt_image", "GIF89a/*\0\0\0\0\0\0*/=1;alert(document.domain)//;"u8.ToArray(), "a.gif");

    [Fact]
    public async Task A_jpeg_behind_a_pdf_is_a_pdf() =>
        await RefusedFileAsync(415, "unsupported_format", [.. "%PDF-1.4\n1 0 obj <<>> stream\n"u8, .. Pictures.Jpeg(64, 48), .. "\nendstream"u8], "a.jpg");

    [Fact]
    public async Task A_picture_with_a_page_behind_it_is_served_as_a_picture_and_harmless()
    {
        (byte[] Picture, string MediaType)[] polyglots =
        [
            ([.. Pictures.Png(400, 300), .. s_html], "image/png"),
            ([.. Pictures.Jpeg(400, 300), .. s_html], "image/jpeg"),
            ([.. Pictures.Gif(400, 300, 2), .. s_html], "image/gif"),
            (Pictures.PngWith(Pictures.Png(90, 80), Pictures.PngChunk("tEXt", [.. "Comment\0"u8, .. s_html])), "image/png"),
        ];
        foreach ((byte[] picture, string mediaType) in polyglots)
        {
            JsonElement image = Assert.Single((await Owner.UploadAsync("page.html", picture)).Data.GetProperty("success").EnumerateArray());

            foreach (string link in (string[])["url", "thumb_url", "show_url"])
            {
                RawAnswer answer = await SendAsync(RawRequest.Of($"GET {new Uri(image.GetProperty(link).GetString()!).AbsolutePath}"));
                Assert.Equal(200, answer.Status);
                Assert.StartsWith("image/", answer.Headers["Content-Type"]);
                Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
                Assert.Contains("default-src 'none'", answer.Headers["Content-Security-Policy"]);
                Assert.EndsWith("sandbox", answer.Headers["Content-Security-Policy"]);
                if (link == "url")
                    Assert.Equal((mediaType, Convert.ToHexString(picture)), (answer.Headers["Content-Type"], Convert.ToHexString(answer.Body)));
                else if (link == "thumb_url")
                    Assert.True(answer.Body.AsSpan().IndexOf("<script>"u8) < 0, $"{link} of {mediaType}");
            }

            await Owner.DeleteAsync($"api/images/{image.GetProperty("id")}");
        }
    }

    [Fact]
    public async Task A_picture_cut_in_half_is_refused()
    {
        byte[][] pictures =
            [Pictures.Png(200, 150), Pictures.Jpeg(200, 150), Pictures.WebP(200, 150), Pictures.Gif(200, 150, 3), Pictures.Bmp(200, 150)];
        foreach (byte[] picture in pictures)
        {
            Assert.Equal(422, (await SendAsync(Upload(MultipartForm.Of(picture[..(picture.Length / 2)])))).Status);
            await RefusedFileAsync(422, "corrupt_image", picture[..(picture.Length / 2)]);
            await RefusedFileAsync(422, "corrupt_image", picture[..40]);
        }
    }

    [Fact]
    public async Task A_picture_of_60_000_by_60_000_pixels_is_refused_by_its_header()
    {
        byte[] bmp = Pictures.Bmp(4, 4), gif = Pictures.Gif(4, 4, 1);
        BitConverter.GetBytes(60_000).CopyTo(bmp, 18);
        BitConverter.GetBytes(60_000).CopyTo(bmp, 22);
        BitConverter.GetBytes((ushort)60_000).CopyTo(gif, 6);
        BitConverter.GetBytes((ushort)60_000).CopyTo(gif, 8);
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0xEA, 0x60, 0xEA, 0x60, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];

        foreach (byte[] picture in (byte[][])[[.. Pictures.PngHeader(60_000, 60_000), .. new byte[1000]], jpeg, bmp, gif])
            Assert.Contains("60000 x 60000 = 3,600,000,000 pixels", (await RefusedFileAsync(422, "too_many_pixels", picture)).Message);
    }

    [Fact]
    public async Task A_picture_whose_width_is_nothing_or_beyond_all_numbers_is_refused()
    {
        foreach ((uint width, uint height) in ((uint, uint)[])[(0, 5), (5, 0), (uint.MaxValue, uint.MaxValue), (0x80000000, 1)])
            await RefusedFileAsync(422, "corrupt_image", [.. Pictures.PngHeader(width, height), .. new byte[1000]]);
        await RefusedFileAsync(422, "too_many_pixels", [.. Pictures.PngHeader(int.MaxValue, int.MaxValue), .. new byte[1000]]);
    }

    [Fact]
    public async Task A_gif_of_100_000_frames_is_refused()
    {
        byte[] gif = Pictures.GifOfEmptyFrames(100_000);
        Assert.InRange(gif.Length, 1_000_000, 2_000_000);

        Assert.Contains("1,000", (await RefusedFileAsync(422, "too_many_frames", gif)).Message);
    }

    [Fact]
    public async Task A_picture_that_is_much_larger_than_its_file_costs_no_more_than_its_rows()
    {
        // 90 million pixels of one colour, within the limit: 360 MB if they were decoded at once.
        byte[] png = FlatPng(9_500, 9_500);
        Assert.InRange(png.Length, 1, 1 << 20);
        await Owner.UploadAsync("warm.png", FlatPng(900, 900));
        Memory.ForgetPeak(Daemon);
        long before = Memory.Resident(Daemon);

        Answer answer = await Owner.UploadAsync("a.png", png);

        Assert.Equal(200, (int)answer.Status);
        Assert.InRange(Memory.Peak(Daemon) - before, long.MinValue, 60 << 20);
    }

    /// <summary>Whatever a decoder makes of it, it is an answer for that file alone.</summary>
    [Fact]
    public async Task A_hundred_damaged_pictures_are_a_hundred_outcomes()
    {
        var random = new Random(11);
        byte[][] originals =
            [Pictures.Png(60, 40), Pictures.Jpeg(60, 40), Pictures.WebP(60, 40), Pictures.Gif(60, 40, 2), Pictures.Bmp(60, 40)];
        (string, byte[])[] files = [.. Enumerable.Range(0, 100).Select(i => ($"{i}", Damage(originals[i % originals.Length], random)))];

        Answer answer = await Owner.UploadAsync(files);

        string[] known = ["corrupt_image", "unsupported_format", "too_many_pixels", "too_many_frames"];
        JsonElement[] failed = [.. answer.Data.GetProperty("fail").EnumerateArray()];
        Assert.Equal(100, answer.Data.GetProperty("success").GetArrayLength() + failed.Length);
        Assert.All(failed, f => Assert.Contains(f.GetProperty("code").GetString(), known));
        Assert.Empty(StagedFiles);
        foreach (JsonElement image in answer.Data.GetProperty("success").EnumerateArray().Where(i => !i.GetProperty("duplicate").GetBoolean()))
            await Owner.DeleteAsync($"api/images/{image.GetProperty("id")}");
        Assert.DoesNotContain("\"level\":\"error\"", Daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refusal_is_in_the_clients_language()
    {
        RawAnswer answer = await RefusedAsync(415, "unsupported_format", Upload(MultipartForm.Of("hello"u8.ToArray())).With("Accept-Language: zh"));

        Assert.Contains("这个文件是文本", answer.Message);
        Assert.Contains("这个文件是文本", answer.Json.GetProperty("data").GetProperty("fail")[0].GetProperty("message").GetString());
    }

    private async Task<RawAnswer> RefusedFileAsync(int status, string code, byte[] file, string filename = "a.png")
    {
        RawAnswer answer = await RefusedAsync(status, code, Upload(MultipartForm.Of(file, filename)));
        JsonElement failed = Assert.Single(answer.Json.GetProperty("data").GetProperty("fail").EnumerateArray());
        Assert.Equal((filename, code), (failed.GetProperty("filename").GetString(), failed.GetProperty("code").GetString()));
        return answer;
    }

    /// <summary>All black.</summary>
    private static byte[] FlatPng(int width, int height)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
        {
            for (int y = 0; y < height; y++)
                zlib.Write(new byte[1 + 3 * width]);
        }

        return [.. Pictures.PngHeader((uint)width, (uint)height)[..33], .. Pictures.PngChunk("IDAT", data.ToArray()), .. Pictures.PngChunk("IEND")];
    }

    private static byte[] Damage(byte[] picture, Random random)
    {
        byte[] damaged = [.. picture];
        for (int i = random.Next(1, 6); i > 0; i--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }
}
