using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

public sealed class MultipartRefusalTests
{
    [Fact]
    public async Task A_body_cut_anywhere_before_its_last_hyphen_is_truncated()
    {
        string body = Form.Part("name=\"album\"", "holiday") + Form.Part("name=\"images\"; filename=\"a.png\"", "x") + "--abc--";
        for (int length = 0; length < body.Length; length++)
        {
            var refusal = await Form.Refused(ErrorCode.TruncatedBody, body[..length]);
            Assert.Contains("cut off", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(2, (await Form.Read(body)).Count);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("--other\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--other--\r\n")]
    [InlineData("--abc\nContent-Disposition: form-data; name=a\n\n1\n--abc--\n")]
    public async Task A_body_with_another_boundary_or_bare_line_feeds_says_so(string body) =>
        Assert.Contains("'abc'", (await Form.Refused(ErrorCode.InvalidMultipart, body)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--abc\r\n\r\n1\r\n--abc--", "Content-Disposition")]
    [InlineData("--abc\r\nContent-Type: image/png\r\n\r\n1\r\n--abc--", "Content-Disposition")]
    [InlineData("--abc\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--abc--", "form-data")]
    [InlineData("--abc\r\nContent-Disposition: form-data; filename=\"a.png\"\r\n\r\n1\r\n--abc--", "no name")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--abc--", "no name")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--abc--", "two")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\nnonsense\r\n\r\n1\r\n--abc--", "'nonsense'")]
    [InlineData("--abc\r\nContent-Disposition : form-data; name=a\r\n\r\n1\r\n--abc--", "no header line")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\nb\r\n\r\n1\r\n--abc--", "bare CR")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\n1\r\n--abc--", "NUL")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--abc--", "'base64'")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\nMQ==\r\n--abc--", "'Quoted-Printable'")]
    public async Task A_part_that_is_not_of_a_form_says_what_is_wrong(string body, string said)
    {
        var refusal = await Form.Refused(ErrorCode.InvalidMultipart, body);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", refusal.Text.Chinese);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("8bit")]
    [InlineData("7BIT")]
    public async Task Encodings_that_change_nothing_are_allowed(string encoding) =>
        Assert.Single(await Form.Read($"--abc\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n1\r\n--abc--"));

    [Fact]
    public async Task A_folded_header_line_is_one_line() =>
        Assert.Equal([new("a", "b.png", "1")], await Form.Read("--abc\r\nContent-Disposition: form-data;\r\n\tname=a;\r\n filename=b.png\r\n\r\n1\r\n--abc--"));

    [Fact]
    public async Task Ten_thousand_tiny_parts_are_too_many()
    {
        string parts(int count) => string.Concat(Enumerable.Repeat(Form.Part("name=a", ""), count)) + "--abc--";
        Assert.Equal(1000, (await Form.Read(parts(1000))).Count);
        await Form.Refused(ErrorCode.TooManyParts, parts(1001));
        await Form.Refused(ErrorCode.TooManyParts, parts(10_000));
    }

    [Fact]
    public async Task A_header_line_of_a_megabyte_is_refused_before_it_has_come_in()
    {
        var body = new CutStream(Form.Bytes(Form.Part($"name=a; filename=\"{new string('x', 1 << 20)}\"", "1") + "--abc--"), 65_536);
        Assert.Equal(ErrorCode.InvalidMultipart, (await Assert.ThrowsAsync<MapleException>(() => Form.Read(body))).Code);
        Assert.False(body.ReadToEnd);
    }

    [Fact]
    public async Task The_limit_of_header_bytes_is_exact_whatever_the_reads()
    {
        var limits = new MultipartLimits { HeaderBytes = 100 };
        // The line's own CRLF counts, the blank line doesn't.
        string head = "Content-Disposition: form-data; name=";
        foreach (int size in new[] { 1, 2, 3, 50, 1000 })
        {
            string fits = $"--abc\r\n{head}{new string('n', 98 - head.Length)}\r\n\r\n1\r\n--abc--";
            Assert.Single(await Form.Read(new CutStream(Form.Bytes(fits), size), limits));
            string over = $"--abc\r\n{head}{new string('n', 99 - head.Length)}\r\n\r\n1\r\n--abc--";
            await Assert.ThrowsAsync<MapleException>(() => Form.Read(new CutStream(Form.Bytes(over), size), limits));
        }
    }

    [Fact]
    public async Task A_file_name_of_ten_kilobytes_is_no_problem()
    {
        string name = string.Concat(Enumerable.Repeat("图", 3300)) + ".png";
        var part = Assert.Single(await Form.Read(Form.Part($"name=a; filename=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name))}\"", "1") + "--abc--"));
        Assert.Equal(name, part.FileName);
    }

    [Fact]
    public async Task Too_many_header_lines_are_refused()
    {
        string lines(int count) => Form.Part("name=a" + string.Concat(Enumerable.Range(1, count - 1).Select(i => $"\r\nX-{i}: 1")), "1") + "--abc--";
        Assert.Single(await Form.Read(lines(16)));
        await Form.Refused(ErrorCode.InvalidMultipart, lines(17));
    }

    [Fact]
    public async Task What_surrounds_the_parts_is_bounded()
    {
        string form = Form.Part("name=a", "1") + "--abc--";
        Assert.Single(await Form.Read(new string('x', 60_000) + "\r\n" + form + new string('x', 60_000)));
        await Form.Refused(ErrorCode.InvalidMultipart, new string('x', 70_000) + "\r\n" + form);
        await Form.Refused(ErrorCode.InvalidMultipart, form + new string('x', 70_000));
        await Form.Refused(ErrorCode.InvalidMultipart, "--abc" + new string(' ', 129) + "\r\n");
    }
}
