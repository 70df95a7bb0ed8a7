using System.Net;

namespace Maple.Tests.EndToEnd.Admin;

public sealed class AdminAccessTests : AdminTest
{
    [Theory]
    [InlineData("api/admin/overview")]
    [InlineData("api/admin/users")]
    [InlineData("api/admin/users/1")]
    [InlineData("api/admin/users/1/key")]
    [InlineData("api/admin/albums")]
    [InlineData("api/admin/albums/delete")]
    [InlineData("api/admin/images")]
    [InlineData("api/admin/images/delete")]
    [InlineData("api/admin/cache")]
    [InlineData("api/admin/config")]
    [InlineData("api/admin/log")]
    public async Task To_anybody_else_there_is_no_such_url_whatever_the_method(string path)
    {
        (_, ApiClient bob) = await AddUserAsync("bob");
        string session = (await LoginAsync("bob"))!;
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Patch])
        {
            string unknown = await AnswerAsync(Stranger, method, "api/admin/nothing");
            Assert.Equal(unknown.Replace("/api/admin/nothing", $"/{path}", StringComparison.Ordinal), await AnswerAsync(Stranger, method, path));
            Assert.Equal(unknown.Replace("/api/admin/nothing", $"/{path}", StringComparison.Ordinal), await AnswerAsync(bob, method, path));
            Assert.Equal(
                unknown.Replace("/api/admin/nothing", $"/{path}", StringComparison.Ordinal), await AnswerAsync(Stranger, method, path, ("Cookie", session)));
        }

        Assert.Equal(3, (await Admin.GetAsync("api/admin/users")).Data.GetArrayLength() + 1);
    }

    [Fact]
    public async Task A_demoted_administrator_is_anybody_else_at_once()
    {
        (long id, ApiClient ann) = await AddUserAsync("ann", isAdmin: true);
        Ok(await ann.GetAsync("api/admin/overview"));

        Ok(await Admin.PutAsync($"api/admin/users/{id}", ("is_admin", "false")));

        Answer answer = await ann.GetAsync("api/admin/overview");
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
        Ok(await ann.GetAsync("api/account"));
    }

    /// <summary>All that tells one answer from another.</summary>
    private static async Task<string> AnswerAsync(ApiClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = client.Request(method, path);
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        HttpResponseMessage answer = await client.Http.SendAsync(request);
        IEnumerable<string> names = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal);
        return $"{answer.StatusCode} {string.Join(',', names)} {await answer.Content.ReadAsStringAsync()}";
    }
}
