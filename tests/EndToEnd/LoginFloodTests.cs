using System.Globalization;
using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

public sealed class LoginFloodTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Who_guesses_is_told_to_wait_while_the_owner_comes_in_elsewhere()
    {
        (ApiClient client, string name, _) = await NewUserWithNameAsync();
        Answer[] guesses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => LoginAsync("198.51.100.1", name, "wrong horse")));
        Answer refused = await LoginAsync("198.51.100.1", name, Password);

        Assert.All(guesses, guess => Assert.Equal(HttpStatusCode.Unauthorized, guess.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts"), (refused.Status, refused.Code));
        int wait = int.Parse(Assert.Single(refused.Raw.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 60);
        Assert.Contains($"{wait} seconds", refused.Message);

        Assert.Equal(HttpStatusCode.OK, (await LoginAsync("198.51.100.2", name, Password)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/images")).Status);
    }

    [Fact]
    public async Task An_unknown_name_is_refused_like_a_known_one()
    {
        (_, string name, _) = await NewUserWithNameAsync();
        foreach (string tried in (string[])[name, "no such user"])
        {
            string address = tried == name ? "198.51.100.3" : "198.51.100.4";
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => LoginAsync(address, tried, "wrong horse")));
            Assert.Equal(10, answers.Count(a => a.Code == "invalid_credentials"));
            Assert.Single(answers, a => a.Code == "too_many_attempts");
        }
    }

    [Fact]
    public async Task A_flood_of_logins_ends_in_503_and_uploads_go_on()
    {
        (ApiClient client, string name, _) = await NewUserWithNameAsync();
        Task<Answer>[] logins = [.. Enumerable.Range(0, 300).Select(i => LoginAsync($"10.1.{i >> 8}.{i & 255}", name, Password))];

        Answer upload = await client.UploadAsync("a.png", Pictures.Png(seed: 7));

        Assert.Equal(HttpStatusCode.OK, upload.Status);
        Answer[] answers = await Task.WhenAll(logins);
        Assert.Contains(answers, a => a.Status == HttpStatusCode.OK);
        Answer crowded = answers.First(a => a.Status != HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (crowded.Status, crowded.Code));
        Assert.True(crowded.Raw.Headers.Contains("Retry-After"));
    }

    /// <summary>As behind a proxy on this machine, which is trusted by default.</summary>
    private Task<Answer> LoginAsync(string address, string name, string password) => Stranger.SendAsync(
        HttpMethod.Post,
        "api/login",
        new FormUrlEncodedContent([new("username", name), new("password", password)]),
        ("X-Forwarded-For", address));
}
