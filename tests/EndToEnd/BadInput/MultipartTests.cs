using System.Text;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Forms that no library would send (RFC 7578, RFC 2046 section 5.1).</summary>
public sealed class MultipartTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    private const string File = "Content-Disposition: form-data; name=\"images\"; filename=\"a.png\"";

    private static readonly byte[] s_picture = Pictures.Png(seed: 1);

    [Theory]
    [InlineData("multipart/form-data", "missing_boundary")]
    [InlineData("multipart/form-data; boundary=", "missing_boundary")]
    [InlineData("multipart/form-data; boundary=\"\"", "missing_boundary")]
    [InlineData("multipart/form-data; boundary=----maple-test; boundary=b", "invalid_multipart")]
    [InlineData("multipart/form-data; boundary=\"a\u00e4\"", "invalid_multipart")]
    [InlineData("multipart/form-data; boundary=another", "invalid_multipart")]
    public async Task A_boundary_that_is_missing_or_wrong_is_named(string contentType, string code)
    {
        RawAnswer answer = await RefusedAsync(400, code, UploadAs(contentType));

        Assert.Contains("boundary", answer.Message);
    }

    [Fact]
    public async Task A_boundary_may_have_70_characters_and_no_more()
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_multipart", UploadAs($"multipart/form-data; boundary={new string('b', 71)}"));
        Assert.Contains("71", answer.Message);

        string longest = new('b', 70);
        byte[] form = Encoding.UTF8.GetBytes($"--{longest}\r\n{File}\r\n\r\nno picture\r\n--{longest}--\r\n");
        await RefusedAsync(415, "unsupported_format", Request("POST /api/images").Body(form, $"multipart/form-data; boundary={longest}"));
    }

    [Theory]
    [InlineData("text/plain", "unsupported_media_type")]
    [InlineData("image/png", "unsupported_format")]
    [InlineData("multipart/mixed; boundary=----maple-test", "unsupported_media_type")]
    [InlineData(";;;", "unsupported_media_type")]
    public async Task An_upload_that_is_no_form_is_refused(string contentType, string code) =>
        await RefusedAsync(415, code, UploadAs(contentType));

    [Theory]
    [InlineData("Content-Disposition: form-data; filename=\"a.png\"")]
    [InlineData("Content-Disposition: form-data; name=\"\"; filename=\"a.png\"")]
    [InlineData("Content-Disposition: form-data")]
    [InlineData("Content-Disposition: attachment; name=\"images\"")]
    [InlineData("Content-Type: image/png")]
    [InlineData("no header line")]
    [InlineData(": empty")]
    [InlineData(File + "\r\n" + File)]
    [InlineData(File + "\r\nContent-Transfer-Encoding: base64")]
    [InlineData(File + "\r\nX-A: \rb")]
    public async Task A_part_without_a_name_or_with_a_broken_head_is_refused(string head) =>
        await RefusedAsync(400, "invalid_multipart", Upload(new MultipartForm().Field("name", "x").Part(head, s_picture)));

    [Fact]
    public async Task Ten_thousand_tiny_parts_are_refused()
    {
        var form = new MultipartForm();
        for (int i = 0; i < 10_000; i++)
            form.Field($"f{i}", "x");

        RawAnswer answer = await RefusedAsync(400, "too_many_parts", Upload(form.File(s_picture)));
        await RefusedAsync(400, "too_many_parts", Request("POST /api/albums").Form(form));

        Assert.Contains("1000", answer.Message);
    }

    [Fact]
    public async Task More_files_than_allowed_are_refused_all_together()
    {
        var form = new MultipartForm();
        for (int i = 0; i < 101; i++)
            form.File(s_picture);

        await RefusedAsync(400, "too_many_files", Upload(form));
    }

    [Fact]
    public async Task A_header_line_of_1_MB_in_a_part_is_refused() =>
        await RefusedAsync(400, "invalid_multipart", Upload(new MultipartForm().Part($"{File}\r\nX-Long: {new string('x', 1 << 20)}", s_picture)));

    [Fact]
    public async Task A_hundred_header_lines_in_a_part_are_refused() =>
        await RefusedAsync(
            400, "invalid_multipart", Upload(new MultipartForm().Part(File + string.Concat(Enumerable.Repeat("\r\nX-A: b", 100)), s_picture)));

    [Fact]
    public async Task A_field_of_1_MB_is_refused_by_its_name()
    {
        RawAnswer answer = await RefusedAsync(
            413, "body_too_large", Upload(new MultipartForm().Field("description", new string('x', 1 << 20)).File(s_picture)));

        Assert.Contains("'description'", answer.Message);
    }

    [Fact]
    public async Task A_megabyte_before_or_after_the_form_is_refused()
    {
        byte[] form = MultipartForm.Of(s_picture).ToBytes(), rubbish = new byte[1 << 20];

        await RefusedAsync(400, "invalid_multipart", Upload(new MultipartForm()).Body([.. rubbish, .. form]));
        await RefusedAsync(400, "invalid_multipart", Upload(new MultipartForm()).Body([.. form, .. rubbish]));
    }

    [Fact]
    public async Task A_form_without_files_is_refused()
    {
        await RefusedAsync(400, "no_files", Upload(new MultipartForm()));
        await RefusedAsync(400, "no_files", Upload(new MultipartForm().Field("name", "x")));
        // What a browser sends for a file input that was left empty.
        await RefusedAsync(400, "no_files", Upload(new MultipartForm().File([], "")));
    }

    [Fact]
    public async Task A_body_of_nothing_is_a_form_cut_short() =>
        await RefusedAsync(400, "truncated_body", Upload(new MultipartForm()).Body([]));

    /// <summary>The rule is checked once the files are there already.</summary>
    [Theory]
    [InlineData("name", 256, "invalid_name")]
    [InlineData("album", 101, "invalid_name")]
    [InlineData("description", 4001, "invalid_parameter")]
    public async Task A_field_that_breaks_a_rule_refuses_the_files_with_it(string field, int length, string code) =>
        await RefusedAsync(400, code, Upload(MultipartForm.Of(s_picture).Field(field, new string('x', length))));

    [Fact]
    public async Task A_file_of_a_stranger_is_not_read_to_its_end() =>
        await RefusedAsync(401, "unauthorized", RawRequest.Of("POST /api/images").Form(MultipartForm.Of(new byte[4 << 20])));

    private RawRequest UploadAs(string contentType) =>
        Request("POST /api/images").Body(MultipartForm.Of(s_picture).ToBytes(), contentType);
}
