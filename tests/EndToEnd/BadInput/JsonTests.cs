using System.Text;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>JSON and urlencoded bodies.</summary>
public sealed class JsonTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    [Theory]
    [InlineData("{")]
    [InlineData("{\"name\":")]
    [InlineData("{\"name\": \"x\"} x")]
    [InlineData("{\"name\": 'x'}")]
    [InlineData("{name: \"x\"}")]
    [InlineData("{\"name\": \"x\",}")]
    [InlineData("{\"name\": \"a\nb\"}")]
    [InlineData("{\"name\": \"\\q\"}")]
    [InlineData("{\"name\": 01}")]
    [InlineData("NaN")]
    [InlineData("\u0000")]
    [InlineData("name=x")]
    public async Task Broken_json_is_refused_with_its_place(string json)
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Json(json));

        Assert.Matches("line [0-9]+, byte [0-9]+", answer.Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"name\": \"x\"}]")]
    [InlineData("\"name\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("true")]
    public async Task Json_that_is_no_object_is_refused(string json) =>
        await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Json(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[\"x\"]")]
    [InlineData("true")]
    [InlineData("{\"a\": {}}")]
    public async Task A_value_of_the_wrong_type_is_refused_by_its_name(string value)
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_parameter", Request("POST /api/albums").Json($$"""{"name": {{value}}}"""));
        RawAnswer login = await RefusedAsync(
            400, "invalid_parameter", RawRequest.Of("POST /api/login").Json($$"""{"username": "eve", "password": {{value}}}"""));

        Assert.Contains("'name'", answer.Message);
        Assert.Contains("'password'", login.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"name\": null}")]
    [InlineData("{\"Name\": \"x\"}")]
    public async Task A_value_that_is_missing_is_named(string json)
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_parameter", Request("POST /api/albums").Json(json));

        Assert.Contains("'name'", answer.Message);
    }

    [Theory]
    [InlineData("[", 30_000, 400, "invalid_json")]
    [InlineData("{\"a\":", 12_000, 400, "invalid_json")]
    [InlineData("[", 100_000, 413, "body_too_large")]
    [InlineData("{\"a\":", 100_000, 413, "body_too_large")]
    public async Task Json_nested_deeply_is_refused(string opening, int levels, int status, string code)
    {
        string json = string.Concat(Enumerable.Repeat(opening, levels));

        await RefusedAsync(status, code, Request("POST /api/albums").Json($"{{\"name\": {json}"));
        await RefusedAsync(status, code, RawRequest.Of("POST /api/login").Json(json));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        foreach (string json in (string[])["{\"name\": \"\\ud800\"}", "{\"name\": \"\\udc00x\"}", "{\"\\ud83d\": \"x\"}", "{\"name\": \"x\", \"description\": \"\\ud83d\"}"])
            await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Json(json));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_refused()
    {
        foreach (byte[] bad in (byte[][])[[0xFF], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xBD]])
        {
            byte[] json = [.. "{\"name\": \""u8, .. bad, .. "\"}"u8], nested = [.. "{\"name\": [\""u8, .. bad, .. "\"]}"u8];
            await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Body(json, "application/json"));
            await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Body(nested, "application/json"));
        }
    }

    [Fact]
    public async Task A_value_that_is_quoted_in_the_message_is_cut_between_characters()
    {
        foreach (string before in (string[])["", "x"])
        {
            RawAnswer answer = await RefusedAsync(
                400, "invalid_parameter", Request("POST /api/albums").Json($"{{\"name\": [\"{before}{string.Concat(Enumerable.Repeat("😀", 200))}\"]}}"));

            Assert.DoesNotContain('\uFFFD', answer.Message);
            Assert.InRange(answer.Message.Length, 50, 200);
        }
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(8 << 20)]
    public async Task Huge_json_is_refused(int length)
    {
        await RefusedAsync(413, "body_too_large", Request("POST /api/albums").Json($$"""{"name": "{{new string('x', length)}}"}"""));
        await RefusedAsync(413, "body_too_large", Request("POST /api/albums").Form($"name={new string('x', length)}"));
    }

    [Fact]
    public async Task Text_that_no_database_takes_is_refused_however_it_comes()
    {
        string json = """{"name": "x", "description": "a\u0000b"}""";

        await RefusedAsync(400, "invalid_parameter", Request("POST /api/albums").Json(json));
        await RefusedAsync(400, "invalid_parameter", Request("POST /api/albums").Form(new MultipartForm().Field("name", "x").Field("description", "a\0b")));
        await RefusedAsync(400, "bad_request", Request("POST /api/albums").Form("name=x&description=a%00b"));
        await RefusedAsync(400, "invalid_name", Request("POST /api/albums").Json("""{"name": "a\u0000b"}"""));
        await RefusedAsync(400, "invalid_name", Request("POST /api/albums").Json("""{"name": "a\nb"}"""));
    }

    [Theory]
    [InlineData("name=%zz")]
    [InlineData("name=%")]
    [InlineData("name=%ff")]
    [InlineData("%00=x")]
    [InlineData("name=\u00ff")]
    public async Task A_urlencoded_form_that_cannot_be_decoded_is_refused(string form) =>
        await RefusedAsync(400, "bad_request", Request("POST /api/albums").Form(form));

    [Fact]
    public async Task A_form_of_ten_thousand_fields_is_refused() =>
        await RefusedAsync(400, "bad_request", Request("POST /api/albums").Form(string.Join('&', Enumerable.Repeat("a=b", 10_000))));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("\u00ff")]
    public async Task A_body_of_another_type_is_refused(string type) =>
        await RefusedAsync(415, "unsupported_media_type", Request("POST /api/albums").Body("name=x"u8.ToArray(), type));

    [Fact]
    public async Task The_refusal_is_in_the_clients_language()
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_json", Request("POST /api/albums").Json("{").With("Accept-Language: zh-Hans"));

        Assert.Contains("JSON（第 1 行", answer.Message);
        // Readable in the bytes as well.
        Assert.Contains("第 1 行", Encoding.UTF8.GetString(answer.Body));
    }
}
