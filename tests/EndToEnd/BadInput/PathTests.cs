
namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Paths, ids and queries.</summary>
public sealed class PathTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    public static TheoryData<string> Ids =>
    [
        "0", "-1", "7", "1e3", "+1", "0x1", "1.0", "%31x", "%EF%BC%91", "seven", "null", "9223372036854775807", "9223372036854775808",
        new string('9', 5000), "%20", "~",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_id_that_is_none_or_of_nothing_is_a_404(string id)
    {
        await RefusedAsync(404, "image_not_found", Request($"GET /api/images/{id}"));
        await RefusedAsync(404, "image_not_found", Request($"PUT /api/images/{id}").Json("""{"name": "x"}"""));
        await RefusedAsync(404, "image_not_found", Request($"DELETE /api/images/{id}"));
        await RefusedAsync(404, "album_not_found", Request($"GET /api/albums/{id}"));
        await RefusedAsync(404, "album_not_found", Request($"PUT /api/albums/{id}").Json("""{"name": "x"}"""));
        await RefusedAsync(404, "album_not_found", Request($"DELETE /api/albums/{id}"));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/nothing")]
    [InlineData("/API/images")]
    [InlineData("//api/images")]
    [InlineData("/api//images")]
    [InlineData("/api/images/7/more")]
    [InlineData("/images")]
    [InlineData("/images/")]
    [InlineData("/images//")]
    [InlineData("/images/.tmp/photo/2026/11/a.png")]
    [InlineData("/images/eve/photo/2026/11/.a.png")]
    [InlineData("/images/eve/secret/2026/11/a.png")]
    [InlineData("/images/eve/photo/2026/a.png")]
    [InlineData("/images/secret.key")]
    [InlineData("/images/eve/photo/2026/11/%F0%9F%98%80.png")]
    [InlineData("/maple.db")]
    [InlineData("/data/secret.key")]
    [InlineData("/;a=b")]
    public async Task A_path_that_does_not_exist_is_a_404(string path) => await RefusedAsync(404, "not_found", Request($"GET {path}"));

    [Theory]
    [InlineData("/%")]
    [InlineData("/%z")]
    [InlineData("/%zz")]
    [InlineData("/%2")]
    [InlineData("/images/%u0041")]
    [InlineData("/api/images/%ff")]
    [InlineData("/api/images/%c0%af")]
    [InlineData("/api/images/%ed%a0%80")]
    [InlineData("/api/images/%00")]
    [InlineData("/api/images/1%00.png")]
    [InlineData("/api/images/%0d%0aX-A:%20b")]
    [InlineData("/api/images/%7f")]
    [InlineData("/api/images/\u00ff")]
    [InlineData("/api/images/<script>")]
    [InlineData("/api/images?name=%zz")]
    [InlineData("/api/images?name=%")]
    [InlineData("/api/images?name=%ff")]
    [InlineData("/api/images?name=%00")]
    [InlineData("/api/images?%zz=1")]
    public async Task Escapes_and_characters_that_mean_nothing_are_refused(string target) =>
        await RefusedAsync(400, "bad_request", Request($"GET {target}"));

    [Theory]
    [InlineData("/images/../maple.db")]
    [InlineData("/images/%2e%2e/maple.db")]
    [InlineData("/images/.%2E/maple.db")]
    [InlineData("/images/..%2fmaple.db")]
    [InlineData("/images/..%5cmaple.db")]
    [InlineData("/images/..\\maple.db")]
    [InlineData("/images/eve%2fphoto/2026/11/a.png")]
    [InlineData("/images/eve/photo/../../../../secret.key")]
    [InlineData("/images/eve/photo/%2e%2e/%2e%2e/secret.key")]
    [InlineData("/images/./eve/photo/2026/11/a.png")]
    [InlineData("/api/images/../albums")]
    [InlineData("/api/%2e%2e/healthz")]
    [InlineData("/api\\images")]
    [InlineData("/api%2fimages")]
    [InlineData("/api/images/..")]
    [InlineData("/..")]
    [InlineData("http://maple.example/images/../maple.db")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        RawAnswer answer = await RefusedAsync(400, "bad_request", Request($"GET {path}"));

        Assert.DoesNotContain(Daemon.Folder, answer.Text);
    }

    [Theory]
    [InlineData("/images/%252e%252e/maple.db")]
    [InlineData("/images/eve/photo/%252e%252e/%252e%252e/secret.key")]
    [InlineData("/images/.../maple.db")]
    public async Task Nothing_is_decoded_twice(string path) => await RefusedAsync(404, "not_found", Request($"GET {path}"));

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page=99999999999999999999", "page")]
    [InlineData("number=101", "number")]
    [InlineData("number=", "number")]
    [InlineData("start_date=2026-02-30", "start_date")]
    [InlineData("end_date=yesterday", "end_date")]
    [InlineData("start_date=2026-02-02&end_date=2026-02-01", "end_date")]
    [InlineData("sort=price", "sort")]
    [InlineData("sort=-", "sort")]
    [InlineData("descent=;drop", "descent")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        RawAnswer answer = await RefusedAsync(400, "invalid_parameter", Request($"GET /api/images?{query}"));

        Assert.Contains($"'{parameter}'", answer.Message);
    }

    [Fact]
    public async Task Ten_thousand_parameters_are_refused() =>
        await RefusedAsync(400, "bad_request", Request($"GET /api/images?{string.Join('&', Enumerable.Repeat("a=b", 1500))}"));

    [Fact]
    public async Task A_links_folder_that_was_replaced_by_a_symbolic_link_is_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(Daemon.Folder, "data/images/mallory/photo/2026"));
        File.CreateSymbolicLink(Path.Combine(Daemon.Folder, "data/images/mallory/photo/2026/11"), Daemon.Folder + "/data");

        RawAnswer answer = await SendAsync(RawRequest.Of("GET /images/mallory/photo/2026/11/secret.key"));

        Directory.Delete(Path.Combine(Daemon.Folder, "data/images/mallory"), recursive: true);
        AssertRefusal(404, "not_found", answer);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task The_refusal_is_in_the_clients_language()
    {
        RawAnswer path = await RefusedAsync(404, "not_found", Request("GET /nothing").With("Accept-Language: zh-TW"));
        RawAnswer method = await RefusedAsync(405, "method_not_allowed", Request("TRACE /healthz").With("Accept-Language: zh"));
        RawAnswer parameter = await RefusedAsync(400, "invalid_parameter", Request("GET /api/images?page=0").With("Accept-Language: en;q=0.1,zh"));

        Assert.Contains("不存在", path.Message);
        Assert.Contains("此处不支持", method.Message);
        Assert.Contains("参数", parameter.Message);
    }
}
