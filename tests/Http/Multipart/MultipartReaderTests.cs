using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

public sealed class MultipartReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fields_and_files_come_in_order_with_their_bytes()
    {
        var parts = await Form.Read(Form.Part("name=\"album\"", "holiday")
            + Form.Part("name=\"images\"; filename=\"a.png\"\r\nContent-Type: image/png", "\x89PNG\r\n\x1a\n\0") + "--abc--\r\n");
        Assert.Equal([new("album", null, "holiday"), new("images", "a.png", "\x89PNG\r\n\x1a\n\0")], parts);
    }

    [Fact]
    public async Task Content_type_is_what_the_client_claims()
    {
        var body = new CutStream(Form.Bytes(Form.Part("name=a\r\ncontent-TYPE:  image/png ", "x") + Form.Part("name=b", "") + "--abc--"));
        using var reader = new MultipartReader(body, "abc", new());
        Assert.Equal("image/png", (await reader.ReadPartAsync(Cancellation))!.ContentType);
        Assert.Null((await reader.ReadPartAsync(Cancellation))!.ContentType);
    }

    [Theory]
    [InlineData("\r\n--abcd\r\n")]
    [InlineData("\r\n--abc-\r\n")]
    [InlineData("\r\n--abc-x")]
    [InlineData("\r\n--abc x\r\n")]
    [InlineData("\r\n--abc \r")]
    [InlineData("\r\n--abc\n")]
    [InlineData("\r\n--ABC\r\n")]
    [InlineData("\r\n--ab\r\n")]
    [InlineData("\n--abc\r\n")]
    [InlineData("\r--abc--\r\n")]
    [InlineData("x--abc\r\n")]
    [InlineData("\r\r\n\r\n--\r\n-")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\r\n--abc\r\r\n--abc\r")]
    public async Task What_only_looks_like_a_boundary_is_content(string content)
    {
        foreach (string sent in new[] { content, "x" + content, content + "x", content + content })
        {
            string body = Form.Part("name=\"a\"", sent) + Form.Part("name=\"b\"", "") + "--abc--";
            for (int size = 1; size <= 12; size++)
            {
                Assert.Equal([new("a", null, sent), new("b", null, "")], await Form.Read(new CutStream(Form.Bytes(body), size)));
            }
        }
    }

    [Theory]
    [InlineData("--abc--")]
    [InlineData("--abc--\r\n")]
    [InlineData("--abc-- \t\r\nepilogue\r\n--abc\r\n")]
    [InlineData("--abc--epilogue")]
    public async Task The_form_may_end_with_and_without_line_end_and_epilogue(string end)
    {
        var body = new CutStream(Form.Bytes(Form.Part("name=a", "1") + end), 3);
        Assert.Equal([new("a", null, "1")], await Form.Read(body));
        Assert.True(body.ReadToEnd);
    }

    [Fact]
    public async Task A_form_without_parts_is_empty() => Assert.Empty(await Form.Read("--abc--\r\n"));

    [Fact]
    public async Task A_preamble_is_skipped() =>
        Assert.Equal([new("a", null, "1")], await Form.Read("This is MIME\r\n--abcd\r\n" + Form.Part("name=a", "1") + "--abc--"));

    [Fact]
    public async Task Blanks_after_a_boundary_are_padding() =>
        Assert.Equal([new("a", null, "1")], await Form.Read("--abc \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--abc-- \t\r\n"));

    [Theory]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n--abc--", "")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--abc--", "")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n\r\n--abc--", "\r\n")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n--abcd\r\n--abc--", "--abcd")]
    public async Task A_part_without_content_is_empty(string body, string content)
    {
        for (int size = 1; size <= 12; size++)
        {
            Assert.Equal([new("a", null, content)], await Form.Read(new CutStream(Form.Bytes(body), size)));
        }
    }

    [Fact]
    public async Task Moving_on_skips_what_was_not_read()
    {
        string big = new('x', 200_000);
        using var reader = new MultipartReader(new CutStream(Form.Bytes(Form.Part("name=a", big) + Form.Part("name=b", big) + "--abc--"), 1000), "abc", new());
        var first = (await reader.ReadPartAsync(Cancellation))!;
        Assert.Equal(10, await first.ReadAsync(new byte[10], Cancellation));
        var second = (await reader.ReadPartAsync(Cancellation))!;
        Assert.Equal("b", second.Name);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await first.ReadAsync(new byte[10], Cancellation));
        Assert.Equal(200_000, await second.CopyToAsync((_, _) => ValueTask.CompletedTask, Cancellation));
        Assert.Equal(0, await second.ReadAsync(new byte[10], Cancellation));
        Assert.Null(await reader.ReadPartAsync(Cancellation));
        Assert.Null(await reader.ReadPartAsync(Cancellation));
        Assert.Equal(0, await second.ReadAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task Small_and_large_reads_give_the_same_bytes()
    {
        byte[] content = new byte[300_000];
        new Random(7).NextBytes(content);
        byte[] body = [.. Form.Bytes("--abc\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"), .. content, .. Form.Bytes("\r\n--abc--\r\n")];
        foreach (int size in new[] { 1, 7, 4096, 100_000 })
        {
            using var reader = new MultipartReader(new CutStream(body, 65_536), "abc", new());
            var part = (await reader.ReadPartAsync(Cancellation))!;
            using var copy = new MemoryStream();
            byte[] buffer = new byte[size];
            while (await part.ReadAsync(buffer, Cancellation) is > 0 and var read)
            {
                copy.Write(buffer, 0, read);
            }
            Assert.Equal(content, copy.ToArray());
        }
    }

    [Fact]
    public async Task A_large_part_costs_no_memory_for_each_chunk()
    {
        byte[] body = [.. Form.Bytes("--abc\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"), .. new byte[8 << 20], .. Form.Bytes("\r\n--abc--\r\n")];
        using var reader = new MultipartReader(new CutStream(body, 65_536), "abc", new());
        var part = (await reader.ReadPartAsync(Cancellation))!;
        await part.ReadRunAsync(Cancellation);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (await part.ReadRunAsync(Cancellation) is { IsEmpty: false })
        {
        }
        // Nothing at all in a release build; in a debug build every call of an async method makes its state machine an object.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, body.Length / 64);
    }

    [Fact]
    public async Task Text_is_utf8_and_limited_for_each_field_and_in_all()
    {
        var limits = new MultipartLimits { FieldBytes = 10, TotalFieldBytes = 15 };
        string six = Encoding.Latin1.GetString("图片"u8);
        using var reader = new MultipartReader(
            new CutStream(Form.Bytes(Form.Part("name=a", six) + Form.Part("name=b", six + "\xff") + Form.Part("name=c", "1234") + "--abc--"), 4), "abc", limits);
        Assert.Equal("图片", await (await reader.ReadPartAsync(Cancellation))!.ReadTextAsync(Cancellation));
        Assert.Equal("图片\uFFFD", await (await reader.ReadPartAsync(Cancellation))!.ReadTextAsync(Cancellation));
        var third = (await reader.ReadPartAsync(Cancellation))!;
        var refusal = await Assert.ThrowsAsync<MapleException>(async () => await third.ReadTextAsync(Cancellation));
        Assert.Equal((ErrorCode.BodyTooLarge, "c"), (refusal.Code, refusal.Parameter));

        using var again = new MultipartReader(new CutStream(Form.Bytes(Form.Part("name=d", "12345678901") + "--abc--")), "abc", limits);
        var part = (await again.ReadPartAsync(Cancellation))!;
        Assert.Contains("'d' is longer than 10 bytes",
            (await Assert.ThrowsAsync<MapleException>(async () => await part.ReadTextAsync(Cancellation))).Message, StringComparison.Ordinal);
    }
}
