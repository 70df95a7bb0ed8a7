using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Pictures as real clients send them, but for the forms that <see cref="CurlTests"/> has.</summary>
public sealed class WaysToSendTests : ApiTestBase, IClassFixture<SharedDaemon>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-ways-").FullName;

    public WaysToSendTests(SharedDaemon shared)
        : base(shared)
    {
        File.WriteAllBytes(PathOf("a.png"), Pictures.Png(seed: 1));
        File.WriteAllBytes(PathOf("b c.jpg"), Pictures.Jpeg(seed: 2));
        File.WriteAllBytes(PathOf("broken.png"), "no picture"u8.ToArray());
        File.WriteAllBytes(PathOf("big.png"), Pictures.Noise(900, 700));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-T a.png $URL/api/images/", "a.png")]
    [InlineData("-T 'b c.jpg' $URL/api/images/", "b c.jpg")]
    [InlineData("-T a.png $URL/api/images/%E5%B0%8F%E7%8C%AB.png", "小猫.png")]
    [InlineData("-T a.png $URL/api/images", "image")]
    [InlineData("-T - $URL/api/images/piped.png < a.png", "piped.png")]
    [InlineData("-H 'Content-Type: image/png' --data-binary @a.png $URL/api/images", "image")]
    [InlineData("-H 'Content-Type: application/octet-stream' --data-binary @a.png $URL/api/images", "image")]
    [InlineData("-H 'Content-Type:' --data-binary @a.png $URL/api/images", "image")]
    [InlineData("-H 'Content-Type: image/png' -H 'X-Filename: shot.png' --data-binary @a.png $URL/api/images", "shot.png")]
    [InlineData("-H 'Content-Type: image/png' -H 'X-Filename: 50%.png' --data-binary @a.png $URL/api/images", "50%.png")]
    [InlineData("-H 'X-Filename: %e5%b0%8f.png' -T a.png $URL/api/images/", "小.png")]
    [InlineData("-H 'Content-Disposition: attachment; filename=\"x.png\"' -H 'X-Filename: y.png' -T a.png $URL/api/images/z.png", "x.png")]
    [InlineData("-H \"Content-Disposition: attachment; filename*=UTF-8''%e7%8c%ab.png; filename=cat.png\" -T a.png $URL/api/images/", "猫.png")]
    [InlineData("-H 'X-Filename: ../../etc/passwd' -T a.png $URL/api/images/", "passwd")]
    [InlineData("-T a.png \"$URL/api/images/?name=Momo&album=cats&description=sofa\"", "Momo")]
    public async Task The_body_may_be_the_picture_itself(string arguments, string name)
    {
        JsonElement image = Stored(await JsonAsync($"curl -H \"Api-Key: $KEY\" {arguments}", await NewKeyAsync()));

        Assert.Equal(name, Text(image, "name"));
        Assert.Equal(arguments.Contains("cats") ? "cats" : "default", Text(image.GetProperty("album"), "name"));
    }

    [Theory]
    [InlineData("-T big.png $URL/api/images/")]
    [InlineData("-H 'Expect:' -T big.png $URL/api/images/")]
    [InlineData("-T - $URL/api/images/big.png < big.png")]
    [InlineData("-F 'image=<big.b64' $URL/api/images")]
    [InlineData("-H 'Content-Type: application/json' --data-binary @big.json $URL/api/images")]
    public async Task A_big_picture_arrives_byte_for_byte(string arguments)
    {
        string key = await NewKeyAsync();

        JsonElement image = Stored(await JsonAsync(
            $$"""
            base64 big.png > big.b64
            (printf '{"name": "big", "image": "data:image/png;base64,'; base64 -w 0 big.png | sed 's:/:\\/:g'; printf '", "description": "d"}') > big.json
            curl -H "Api-Key: $KEY" {{arguments}}
            """,
            key));
        await RunAsync($"curl -sf -o back.png {Text(image, "url")}", key);

        Assert.Equal(File.ReadAllBytes(PathOf("big.png")), File.ReadAllBytes(PathOf("back.png")));
    }

    [Fact]
    public async Task Python_sends_base64_in_json()
    {
        JsonElement answer = await JsonAsync(
            """
            /usr/bin/python3 - <<'E'
            import base64, os, requests
            picture = base64.b64encode(open('a.png', 'rb').read()).decode()
            answer = requests.post(os.environ['URL'] + '/api/images', headers={'Api-Key': os.environ['KEY']},
                json={'filename': '猫.png', 'name': '小猫', 'description': 'on the sofa', 'album': '旅行', 'image': picture})
            print(answer.text)
            E
            """,
            await NewKeyAsync());

        JsonElement image = Stored(answer);
        Assert.Equal(("小猫", "猫.png", "on the sofa"), (Text(image, "name"), Text(image, "original_filename"), Text(image, "description")));
        Assert.Equal("旅行", Text(image.GetProperty("album"), "name"));
    }

    [Fact]
    public async Task A_key_may_stand_in_the_json_before_the_picture()
    {
        string key = await NewKeyAsync();

        JsonElement before = await JsonAsync("""curl --json "{\"key\": \"$KEY\", \"image\": \"$(base64 -w 0 a.png)\"}" $URL/api/images""", key);
        JsonElement after = await JsonAsync("""curl --json "{\"image\": \"$(base64 -w 0 a.png)\", \"key\": \"$KEY\"}" $URL/api/images""", key);

        Stored(before);
        Assert.Equal("unauthorized", Text(after, "code"));
    }

    [Theory]
    [InlineData("""{"image": "iVBORw0KGgo", "x": {"y": 1}}""", "invalid_parameter")]
    [InlineData("""{"image": "not base64!"}""", "invalid_parameter")]
    [InlineData("""{"image": "data:image/png,iVBO"}""", "invalid_parameter")]
    [InlineData("""{"image": "iVBO\u00e9"}""", "invalid_parameter")]
    [InlineData("""{"image": "iVBO\"}""", "invalid_parameter")]
    [InlineData("""{"image": ["iVBO"]}""", "invalid_parameter")]
    [InlineData("""{"image": ""}""", "empty_file")]
    [InlineData("""{"image": "aGVsbG8="}""", "unsupported_format")]
    [InlineData("""{"image": null}""", "no_files")]
    [InlineData("""{}""", "no_files")]
    [InlineData("""[]""", "invalid_json")]
    [InlineData("""{"image": "iVBO""", "invalid_json")]
    [InlineData("""{"image" "iVBO"}""", "invalid_json")]
    [InlineData("""{"image": "aGVsbG8="} x""", "invalid_json")]
    [InlineData("""{"name": "\ud800"}""", "invalid_json")]
    public async Task Json_that_makes_no_sense_is_refused(string json, string code)
    {
        ApiClient bob = await NewUserAsync();

        Answer answer = await bob.JsonAsync(HttpMethod.Post, "api/images", json);

        Assert.Equal(code, answer.Code);
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task Putting_json_or_a_form_still_edits()
    {
        string key = await NewKeyAsync();
        long id = Id(Stored(await JsonAsync("curl -H \"Api-Key: $KEY\" -T a.png $URL/api/images/", key)));

        JsonElement form = await JsonAsync($"curl -X PUT -H \"Api-Key: $KEY\" -d name=form $URL/api/images/{id}", key);
        JsonElement json = await JsonAsync($"curl -X PUT -H \"Api-Key: $KEY\" --json '{{\"name\": \"json\"}}' $URL/api/images/{id}", key);
        JsonElement bytes = await JsonAsync($"curl -H \"Api-Key: $KEY\" -T 'b c.jpg' $URL/api/images/{id}", key);

        Assert.Equal(("form", "json"), (Text(form.GetProperty("data"), "name"), Text(json.GetProperty("data"), "name")));
        Assert.Equal("invalid_parameter", Text(bytes, "code"));
    }

    [Theory]
    [InlineData("-H 'Accept: text/plain'", "{0}\n")]
    [InlineData("-H 'Accept: text/markdown'", "![a [b\\](c) \\<\\`.png]({0})\n")]
    [InlineData("?format=txt", "{0}\n")]
    [InlineData("?format=markdown", "![a [b\\](c) \\<\\`.png]({0})\n")]
    [InlineData("?format=html", "<img src=\"{0}\" alt=\"a [b](c) &lt;`.png\">\n")]
    [InlineData("?format=bbcode", "[img]{0}[/img]\n")]
    public async Task Links_come_as_text_when_text_is_asked_for(string how, string expected)
    {
        string key = await NewKeyAsync();
        (string header, string query) = how.StartsWith('?') ? ("", how) : (how, "");
        // The opening bracket of the name is escaped as well.
        expected = expected.Replace("[b\\]", "\\[b\\]", StringComparison.Ordinal);

        string uploaded = await RunAsync($$"""curl -s {{header}} -H "Api-Key: $KEY" -F 'images=@a.png;filename="a [b](c) <`.png"' "$URL/api/images{{query}}" """, key);
        JsonElement image = (await JsonAsync("curl -s -H \"Api-Key: $KEY\" $URL/api/images", key)).GetProperty("data")[0];
        string read = await RunAsync($"curl -s {header} -H \"Api-Key: $KEY\" \"$URL/api/images/{Id(image)}{query}\"", key);
        string list = await RunAsync($"curl -s {header} -H \"Api-Key: $KEY\" \"$URL/api/images{query}\"", key);

        string line = expected.Replace("{0}", Text(image, "url"), StringComparison.Ordinal);
        Assert.Equal((line, line, line), (uploaded, read, list));
    }

    [Fact]
    public async Task Several_pictures_make_several_lines_and_nothing_else()
    {
        string answer = await RunAsync(
            "curl -s -D - -H 'Accept: text/plain' -H \"Api-Key: $KEY\" -F images=@a.png -F images=@broken.png -F 'images=@b c.jpg' $URL/api/images", await NewKeyAsync());

        string[] parts = answer.ReplaceLineEndings("\n").Split("\n\n", 2);
        Assert.Contains("Content-Type: text/plain; charset=utf-8\n", parts[0]);
        string[] lines = parts[1].TrimEnd('\n').Split('\n');
        Assert.Equal((2, true, true), (lines.Length, lines[0].EndsWith(".png"), lines[1].EndsWith(".jpg")));
    }

    [Theory]
    [InlineData("-F images=@broken.png", "415", "unsupported_format: The file is a text")]
    [InlineData("-T broken.png", "415", "unsupported_format: ")]
    [InlineData("-d x=1", "400", "no_files: ")]
    [InlineData("-H 'Api-Key: wrong' -T a.png", "401", "unauthorized: ")]
    [InlineData("-H 'Content-Type: multipart/form-data' --data-binary @a.png", "400", "missing_boundary: ")]
    [InlineData("-H 'Content-Type: text/html' --data-binary @a.png", "415", "unsupported_media_type: ")]
    public async Task A_refusal_is_a_line_of_text_with_its_status(string arguments, string status, string beginning)
    {
        string key = await NewKeyAsync();

        string answer = await RunAsync($"curl -s -w '%{{http_code}}' -H \"Api-Key: $KEY\" {arguments} $URL/api/images/?format=txt", key);

        Assert.StartsWith(beginning, answer);
        Assert.EndsWith($"\n{status}", answer);
        Assert.Single(answer, c => c == '\n');
    }

    [Fact]
    public async Task An_unknown_format_is_refused_before_anything_is_stored()
    {
        ApiClient bob = await NewUserAsync();

        Answer answer = await bob.SendAsync(HttpMethod.Post, "api/images?format=gif", new ByteArrayContent(Pictures.Png()));

        Assert.Equal("invalid_parameter", answer.Code);
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_stranger_can_put_nothing()
    {
        foreach (string arguments in (string[])["-T a.png $URL/api/images/", "-X PUT -d name=x $URL/api/images/1", "-H 'Content-Type: image/png' --data-binary @a.png $URL/api/images"])
            Assert.Equal("unauthorized", Text(await JsonAsync($"curl {arguments}", ""), "code"));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private async Task<string> NewKeyAsync() => (await NewUserWithNameAsync()).Key;

    private async Task<JsonElement> JsonAsync(string script, string key) => JsonDocument.Parse(await RunAsync(script, key)).RootElement;

    private Task<string> RunAsync(string script, string key) =>
        Bash.RunAsync(_folder, script, ("URL", Daemon.Address.GetLeftPart(UriPartial.Authority)), ("KEY", key));

    private static JsonElement Stored(JsonElement answer)
    {
        Assert.True(Text(answer, "status") == "200", answer.GetRawText());
        return Assert.Single(answer.GetProperty("data").GetProperty("success").EnumerateArray());
    }
}
