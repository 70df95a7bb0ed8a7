using System.Text.Json;
using System.Text.RegularExpressions;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Names of files: they are shown, and never become a path.</summary>
public sealed partial class NameTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    private static int s_pictures;

    private static readonly string s_long = new('n', 10 << 10);

    public static TheoryData<string, string> Names => new()
    {
        { "filename=\"../../../etc/passwd\"", "passwd" },
        { "filename=\"../../../../a.png\"", "a.png" },
        { "filename=\"..\\..\\a.png\"", "a.png" },
        { "filename=\"C:\\\\pictures\\\\a.png\"", "a.png" },
        { "filename=\"/etc/passwd\"", "passwd" },
        { "filename=\"..\"", "image" },
        { "filename=\".\"", "image" },
        { "filename=\"../\"", "image" },
        { "filename=\"\"", "image" },
        { "filename=\"   \"", "image" },
        { "filename=\".htaccess\"", ".htaccess" },
        { "filename=\"%2e%2e%2fa.png\"", "%2e%2e%2fa.png" },
        { "filename=\"a%0Ab%0D.png\"", "ab.png" },
        { "filename=\"a%22b.png\"", "a\"b.png" },
        { "filename=\"a\\\"b.png\"", "a\"b.png" },
        { "filename=\"a\tb\u0001\u007f.png\"", "ab.png" },
        { "filename=\"gpj.\u202egnp.exe\"", "gpj.gnp.exe" },
        { "filename=\"😀🇨🇳👨‍👩‍👧.png\"", "😀🇨🇳👨‍👩‍👧.png" },
        { "filename=\"小猫 <b>&amp;.png\"", "小猫 <b>&amp;.png" },
        { "filename*=UTF-8''%E5%B0%8F%E7%8C%AB.png; filename=\"cat.png\"", "小猫.png" },
        { "filename=\"cat.png\"; filename*=utf-8'zh-CN'%e5%b0%8f.png", "小.png" },
        { "filename*=iso-8859-1''b%FCcher.png", "bücher.png" },
        { "filename*=UTF-8''..%2F..%2Fa.png", "a.png" },
        { "filename*=UTF-8''a%00b%0A.png", "ab.png" },
        { "filename*=UTF-8''%zz; filename=\"plain.png\"", "plain.png" },
        { "filename*=koi8-r''%C1; filename=\"plain.png\"", "plain.png" },
        { "filename*=UTF-8''%F0%9F%98%80.png", "😀.png" },
        { $"filename=\"{s_long}.png\"", s_long[..255] },
        { "filename=\"" + new string('猫', 300) + ".png\"", new string('猫', 255) },
        { "filename=\"x" + string.Concat(Enumerable.Repeat("😀", 300)) + "\"", "x" + string.Concat(Enumerable.Repeat("😀", 127)) },
        { "filename=a.png", "a.png" },
        { "filename=\"a.png", "a.png" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_is_shown_clean_and_stands_in_no_path(string parameter, string shown)
    {
        string[] before = Files();
        var form = new MultipartForm().Part($"Content-Disposition: form-data; name=\"images\"; {parameter}", NewPicture());

        RawAnswer answer = await SendAsync(Upload(form));

        Assert.True(answer.Status == 200, answer.Text);
        JsonElement image = answer.Json.GetProperty("data").GetProperty("success")[0];
        Assert.Equal((shown, shown), (image.GetProperty("name").GetString(), image.GetProperty("original_filename").GetString()));
        JsonElement listed = (await Owner.GetAsync($"api/images/{image.GetProperty("id")}")).Data;
        Assert.Equal((shown, shown), (listed.GetProperty("name").GetString(), listed.GetProperty("original_filename").GetString()));
        string[] made = [.. Files().Except(before)];
        Assert.Equal(3, made.Length);
        Assert.All(made, file => Assert.Matches(StoredFile(), file));
        Assert.Matches(@"^!\[[^\r\n]*\]\(http://[^\s)]+\)$", image.GetProperty("links").GetProperty("markdown").GetString());
        Assert.DoesNotContain("<b>", image.GetProperty("links").GetProperty("html").GetString());
        await Owner.DeleteAsync($"api/images/{image.GetProperty("id")}");
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("filename=\"a\0b.png\"")]
    [InlineData("filename=\"a\nb.png\"")]
    [InlineData("filename=\"a\rb.png\"")]
    [InlineData("filename=\"a.png\"\n\nX: y")]
    public async Task A_raw_NUL_or_newline_breaks_the_forms_head_and_is_refused(string parameter) =>
        await RefusedAsync(
            400, "invalid_multipart", Upload(new MultipartForm().Part($"Content-Disposition: form-data; name=\"images\"; {parameter}", NewPicture())));

    [Fact]
    public async Task A_name_of_20_KB_is_refused() =>
        await RefusedAsync(400, "invalid_multipart", Upload(MultipartForm.Of(NewPicture(), s_long + s_long)));

    [Theory]
    [InlineData("../../escape")]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData("a/b\\c")]
    [InlineData("😀")]
    public async Task An_album_may_have_any_name_since_it_is_no_folder(string name)
    {
        string[] before = Files();

        RawAnswer answer = await SendAsync(Upload(MultipartForm.Of(NewPicture()).Field("album", name).Field("name", name)));

        JsonElement image = answer.Json.GetProperty("data").GetProperty("success")[0];
        Assert.Equal((name, name), (image.GetProperty("name").GetString(), image.GetProperty("album").GetProperty("name").GetString()));
        Assert.All(Files().Except(before), file => Assert.Matches(StoredFile(), file));
        await Owner.DeleteAsync($"api/albums/{image.GetProperty("album").GetProperty("id")}?images=delete");
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task The_name_of_a_refused_file_is_shown_clean_too()
    {
        RawAnswer answer = await RefusedAsync(
            415, "unsupported_format", Upload(MultipartForm.Of("text"u8.ToArray(), "../../<script>%0A\u202e.png")));

        Assert.Equal("<script>.png", answer.Json.GetProperty("data").GetProperty("fail")[0].GetProperty("filename").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_shown_as_such()
    {
        byte[] form = MultipartForm.Of(NewPicture(), "a?b.png").ToBytes();
        form[form.AsSpan().IndexOf("a?b.png"u8) + 1] = 0xFF;

        RawAnswer answer = await SendAsync(Upload(new MultipartForm()).Body(form));

        JsonElement image = answer.Json.GetProperty("data").GetProperty("success")[0];
        Assert.Equal("a\uFFFDb.png", image.GetProperty("name").GetString());
        await Owner.DeleteAsync($"api/images/{image.GetProperty("id")}");
        await AssertNothingLeftAsync();
    }

    private static byte[] NewPicture() => Pictures.Png(seed: Interlocked.Increment(ref s_pictures));

    /// <summary>Every file in the daemon's whole folder, relative to it.</summary>
    private string[] Files() =>
    [
        .. Directory.EnumerateFiles(Daemon.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(Daemon.Folder, file))
            // Journals of a fixed name for each month.
            .Where(file => !file.Contains("/.facts/", StringComparison.Ordinal) && StagingFolder.IsInWork(file)),
    ];

    [GeneratedRegex(@"^data/images/eve/(photo|thumb|show)/\d{4}/\d\d/\d{13}-[a-z2-7]{20}\.png$")]
    private static partial Regex StoredFile();
}
