using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Maple.Tests.EndToEnd.OpenApi;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>What only the real curl shows: its ways to write a form, to frame a body, to resume, to keep a connection.</summary>
public sealed class CurlTests : ApiTestBase, IClassFixture<SharedDaemon>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-curl-").FullName;

    public CurlTests(SharedDaemon shared)
        : base(shared)
    {
        Save("a.png", Pictures.Png(seed: 1));
        Save("b.jpg", Pictures.Jpeg(seed: 2));
        // Noise doesn't compress: 1.2 MB and more.
        Save("big.png", Pictures.Noise(700, 600));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Several_files_in_one_field_or_in_several()
    {
        string key = await NewKeyAsync();

        JsonElement several = await JsonAsync(key, "curl -F images=@a.png -F images=@b.jpg -F extra=@big.png -H \"Api-Key: $KEY\" $URL/api/images");
        JsonElement one = await JsonAsync(key, "curl -F 'images=@a.png,b.jpg' -H \"Api-Key: $KEY\" $URL/api/images || true");

        Assert.Equal(["a.png", "b.jpg", "big.png"], Stored(several));
        // curl sends several files of one field as multipart/mixed, which RFC 7578 has dropped: clearly refused rather than half understood.
        Assert.Equal(["unsupported_format"], one.GetProperty("data").GetProperty("fail").EnumerateArray().Select(f => Text(f, "code")));
    }

    [Theory]
    [InlineData("images=@a.png;type=image/png", "a.png")]
    [InlineData("images=@a.png;type=text/html", "a.png")]
    [InlineData("images=@a.png;type=application/octet-stream;filename=x.bin", "x.bin")]
    [InlineData("images=@a.png;filename=\"a;b.png\"", "a;b.png")]
    [InlineData("images=@a.png;filename=\"say \\\"hi\\\".png\"", "say \"hi\".png")]
    [InlineData("images=@a.png;filename=back\\\\slash.png", "slash.png")]
    [InlineData("images=@a.png;filename=it's.png", "it's.png")]
    [InlineData("images=@a.png;filename=小猫 𠮷.png", "小猫 𠮷.png")]
    [InlineData("images=@a.png;filename=😀.png", "😀.png")]
    [InlineData("images=@a.png;filename=100%.png", "100%.png")]
    [InlineData("images=@a.png;filename=../../etc/passwd", "passwd")]
    [InlineData("images=@a.png;filename= ", "image")]
    public async Task Types_and_names_as_curl_writes_them(string form, string name)
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(key, "curl -F \"$FORM\" -H \"Api-Key: $KEY\" $URL/api/images", ("FORM", form));

        Assert.Equal([name], Stored(answer));
        Assert.Equal("png", Text(answer.GetProperty("data").GetProperty("success")[0], "format"));
    }

    [Fact]
    public async Task Names_escaped_in_the_old_way_are_read_too()
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(
            key, "curl --form-escape -F \"$FORM\" -H \"Api-Key: $KEY\" $URL/api/images", ("FORM", "images=@a.png;filename=\"say \\\"hi\\\".png\""));

        Assert.Equal(["say \"hi\".png"], Stored(answer));
    }

    [Fact]
    public async Task A_form_string_is_a_field_whatever_it_begins_with()
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(
            key, "curl --form-string 'description=@a.png;type=<b>' --form-string name=名字 -F images=@a.png -H \"Api-Key: $KEY\" $URL/api/images");

        JsonElement image = answer.GetProperty("data").GetProperty("success")[0];
        Assert.Equal(("名字", "@a.png;type=<b>"), (Text(image, "name"), Text(image, "description")));
    }

    [Fact]
    public async Task A_file_from_standard_input()
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(key, "cat a.png | curl -F 'images=@-;filename=pipe.png' -H \"Api-Key: $KEY\" $URL/api/images");

        Assert.Equal(["pipe.png"], Stored(answer));
    }

    [Theory]
    [InlineData("-H 'Expect: 100-continue'")]
    [InlineData("-H 'Expect:'")]
    [InlineData("--http1.0")]
    [InlineData("-H 'Transfer-Encoding: chunked'")]
    [InlineData("-H 'Transfer-Encoding: chunked' -H 'Expect: 100-continue'")]
    [InlineData("--limit-rate 2M")]
    [InlineData("--compressed")]
    [InlineData("--http2")]
    public async Task A_big_file_arrives_whole_however_it_is_framed(string options)
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(key, $"curl {options} -F images=@big.png -H \"Api-Key: $KEY\" $URL/api/images");
        await RunAsync(key, $"curl {options.Replace("-H 'Transfer-Encoding: chunked'", "")} -f -o back.png {Text(answer, "url")}");

        Assert.Equal(Read("big.png"), Read("back.png"));
    }

    [Fact]
    public async Task A_stranger_is_refused_before_a_big_file_is_sent()
    {
        string answer = await RunAsync("", "curl -D - -o answer -w '%{size_upload}' -H 'Expect: 100-continue' -F images=@big.png $URL/api/images || true");

        Assert.Contains("401 Unauthorized", answer);
    }

    [Fact]
    public async Task A_download_is_resumed()
    {
        (string key, string url) = await UploadedAsync("big.png");
        byte[] whole = Read("big.png");
        Save("part.png", whole[..500_000]);

        await RunAsync(key, $"curl -f -C - -o part.png {url}");
        string again = await RunAsync(key, $"curl -f -C - -o part.png -w '%{{http_code}}' {url} || true");

        Assert.Equal(whole, Read("part.png"));
        Assert.Equal("416", again);
    }

    [Fact]
    public async Task A_file_that_is_as_new_is_not_sent_again()
    {
        (string key, string url) = await UploadedAsync("a.png");

        string fresh = await RunAsync(key, $"curl -R -o kept.png -w '%{{http_code}}' {url}; curl -z kept.png -o again.png -w ' %{{http_code}} %{{size_download}}' {url}");
        string old = await RunAsync(key, $"curl -z '1 Jan 2020' -o again.png -w '%{{http_code}}' {url}");
        string tagged = await RunAsync(
            key, $"curl --etag-save tag -o again.png {url}; curl --etag-compare tag -o again.png -w '%{{http_code}}' {url}");

        Assert.Equal(("200 304 0", "200", "304"), (fresh, old, tagged));
    }

    [Fact]
    public async Task A_cookie_jar_logs_in_uploads_and_logs_out()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        const string Upload = "curl -b jar -c jar -F images=@a.png $URL/api/images";

        JsonElement login = await JsonAsync("", $"curl -c jar -d username={name} --data-urlencode 'password=correct horse' $URL/api/login");
        JsonElement stored = await JsonAsync("", Upload);
        string jar = await RunAsync("", "cp jar copy; cat jar");
        JsonElement logout = await JsonAsync("", "curl -b jar -c jar -d '' $URL/api/logout");
        JsonElement after = await JsonAsync("", Upload);
        JsonElement copied = await JsonAsync("", Upload.Replace("-b jar -c jar", "-b copy"));

        Assert.Equal(name, Text(login.GetProperty("data"), "username"));
        Assert.Equal(["a.png"], Stored(stored));
        Assert.Contains("#HttpOnly_127.0.0.1", jar);
        Assert.Equal("200", Text(logout, "status"));
        Assert.DoesNotContain("maple_session", await RunAsync("", "cat jar"));
        Assert.Equal(("401", "401"), (Text(after, "status"), Text(copied, "status")));
    }

    [Fact]
    public async Task Several_requests_share_a_connection()
    {
        (string key, string url) = await UploadedAsync("a.png");

        string connections = await RunAsync(
            key,
            $$"""
            curl -w '%{num_connects}\n' -o 1 {{url}} -o 2 {{url}} -o 3 "{{url}}?width=20" -o 4 "$URL/api/images?api_key=$KEY" -o 5 $URL/nothing
            curl -w '%{num_connects}\n' -o 1 -F images=@a.png "$URL/api/images?api_key=$KEY" --next -w '%{num_connects}\n' -o 2 $URL/healthz
            """);

        Assert.Equal("1\n0\n0\n0\n0\n1\n0\n", connections);
    }

    [Fact]
    public async Task A_head_has_the_length_and_no_body()
    {
        (string key, string url) = await UploadedAsync("big.png");

        string[] lines = (await RunAsync(key, $"curl -I {url} {url}")).ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(2, lines.Count(line => line == "HTTP/1.1 200 OK"));
        Assert.Equal(2, lines.Count(line => line == $"Content-Length: {Read("big.png").Length}"));
        Assert.Contains("HTTP/1.1 200 OK", await RunAsync(key, "curl -I -H \"Api-Key: $KEY\" $URL/api/images"));
    }

    [Fact]
    public async Task A_wrong_content_type_set_by_hand_is_named()
    {
        string key = await NewKeyAsync();

        JsonElement answer = await JsonAsync(key, "curl -H 'Content-Type: multipart/form-data' --data-binary @a.png -H \"Api-Key: $KEY\" $URL/api/images");

        Assert.Equal("missing_boundary", Text(answer, "code"));
    }

    private async Task<string> NewKeyAsync() => (await NewUserWithNameAsync()).Key;

    private async Task<(string Key, string Url)> UploadedAsync(string file)
    {
        string key = await NewKeyAsync();
        return (key, Text(await JsonAsync(key, $"curl -F images=@{file} -H \"Api-Key: $KEY\" $URL/api/images"), "url"));
    }

    /// <summary>What the script prints, which is an answer that docs/openapi.json describes.</summary>
    private async Task<JsonElement> JsonAsync(string key, string script, params (string Name, string Value)[] environment)
    {
        string json = await RunAsync(
            key, $$"""
            curl() { command curl -w '%{stderr}\nanswer %{method} %{response_code} %{url_effective} %{content_type}\n' "$@" 2>>answers; }
            {{script}}
            """, environment);
        string[] last = File.ReadLines(Path.Combine(_folder, "answers")).Last(line => line.StartsWith("answer ", StringComparison.Ordinal)).Split(' ');
        string? wrong = await DocumentedAnswers.ProblemAsync(
            last[1], new Uri(last[3]).AbsolutePath, (HttpStatusCode)int.Parse(last[2], CultureInfo.InvariantCulture), last[4].TrimEnd(';'), Encoding.UTF8.GetBytes(json));
        Assert.True(wrong is null, wrong);
        return JsonDocument.Parse(json).RootElement;
    }

    private Task<string> RunAsync(string key, string script, params (string Name, string Value)[] environment) => Bash.RunAsync(
        _folder, script, [("URL", Daemon.Address.GetLeftPart(UriPartial.Authority)), ("KEY", key), .. environment]);

    private static string[] Stored(JsonElement answer)
    {
        Assert.True(Text(answer, "status") == "200", answer.GetRawText());
        return [.. answer.GetProperty("data").GetProperty("success").EnumerateArray().Select(image => Text(image, "name"))];
    }

    private void Save(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));
}
