using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Uploads with an Idempotency-Key.</summary>
public sealed class IdempotencyTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task A_repeated_upload_gets_the_first_answer_again()
    {
        ApiClient bob = await NewUserAsync();
        byte[] picture = Pictures.Png(seed: 1);

        Answer first = await SendAsync(bob, "k1", picture);
        await bob.PutAsync($"api/images/{Id(Uploaded(first))}", ("name", "renamed"));
        Answer again = await SendAsync(bob, "k1", picture);
        Answer other = await SendAsync(bob, "k2", picture);

        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.Equal("true", Assert.Single(again.Raw.Headers.GetValues("Idempotent-Replayed")));
        Assert.False(first.Raw.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(("renamed", true), (Text(Uploaded(other), "name"), Uploaded(other).GetProperty("duplicate").GetBoolean()));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        ApiClient bob = await NewUserAsync();
        await SendAsync(bob, "k", Pictures.Png(seed: 2));

        Answer file = await SendAsync(bob, "k", Pictures.Png(seed: 3));
        Answer field = await SendAsync(bob, "k", Pictures.Png(seed: 2), ("name", "x"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (file.Status, file.Code));
        Assert.Equal("idempotency_key_reused", field.Code);
        Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task Keys_of_other_users_are_others()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();

        long his = Id(Uploaded(await SendAsync(bob, "k", Pictures.Png(seed: 4))));
        long hers = Id(Uploaded(await SendAsync(eve, "k", Pictures.Png(seed: 5))));

        Assert.NotEqual(his, hers);
    }

    [Fact]
    public async Task Another_key_of_the_same_user_hears_nothing_of_the_answer()
    {
        ApiClient bob = await NewUserAsync();
        await bob.PostAsync("api/albums", ("name", "cats"));
        var cats = new ApiClient(Daemon.Address, Text((await bob.PostAsync("api/keys", ("name", "c"), ("scopes", "upload"), ("album", "cats"))).Data, "key"));
        byte[] picture = Pictures.Png(seed: 6);

        Answer first = await SendAsync(bob, "k", picture), other = await SendAsync(cats, "k", picture);

        Assert.False(other.Raw.Headers.Contains("Idempotent-Replayed"));
        Assert.NotEqual(Id(Uploaded(first)), Id(Uploaded(other)));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_done_and_all_are_answered_alike()
    {
        ApiClient bob = await NewUserAsync();
        byte[] picture = Pictures.Png(seed: 6);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(bob, "k", picture)));

        Assert.Single(answers.Select(answer => answer.Json.GetRawText()).Distinct());
        Assert.All(answers, answer => Assert.False(Uploaded(answer).GetProperty("duplicate").GetBoolean()));
    }

    [Fact]
    public async Task A_refused_picture_is_remembered_and_a_request_that_made_no_sense_is_not()
    {
        ApiClient bob = await NewUserAsync();

        Answer first = await SendAsync(bob, "k", "no picture"u8.ToArray());
        Answer again = await SendAsync(bob, "k", "no picture"u8.ToArray());
        Answer nonsense = await SendAsync(bob, "n", Pictures.Png(seed: 7), ("album", "a\nb"));
        Answer mended = await SendAsync(bob, "n", Pictures.Png(seed: 7));

        Assert.Equal(("unsupported_format", "unsupported_format"), (first.Code, again.Code));
        Assert.True(again.Raw.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("invalid_name", nonsense.Code);
        Uploaded(mended);
    }

    [Fact]
    public async Task The_last_upload_that_a_policy_allows_can_be_repeated_and_no_other_follows_it()
    {
        ApiClient bob = await NewUserAsync();
        var guest = new ApiClient(Daemon.Address, Text((await bob.PostAsync("api/policies", ("files", "1"))).Data, "token"));

        Answer first = await SendAsync(guest, "k", Pictures.Png(seed: 8)), again = await SendAsync(guest, "k", Pictures.Png(seed: 8));
        Answer more = await SendAsync(guest, "l", Pictures.Png(seed: 9));
        Answer unnamed = await guest.UploadAsync("b.png", Pictures.Png(seed: 9));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.Equal(("policy_used_up", "policy_used_up"), (more.Code, unnamed.Code));
        Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_repeated_replacement_does_not_put_back_what_was_replaced_since()
    {
        ApiClient bob = await NewUserAsync();
        long id = Id(Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 10))));
        Task<Answer> ReplaceAsync(string key, int seed) => bob.SendAsync(HttpMethod.Put, $"api/images/{id}/content", Form(Pictures.Png(seed: seed)), ("Idempotency-Key", key));

        Answer first = await ReplaceAsync("b", 11), other = await ReplaceAsync("c", 12), again = await ReplaceAsync("b", 11);

        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.True(again.Raw.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(Text(other.Data, "sha256"), Text((await bob.GetAsync($"api/images/{id}")).Data, "sha256"));
        Assert.Equal("idempotency_key_reused", (await ReplaceAsync("b", 13)).Code);
    }

    [Theory]
    [InlineData("api/v1/upload")]
    [InlineData("api/upload")]
    [InlineData("api/1/upload")]
    public async Task Uploads_through_other_hosts_apis_are_repeated_alike(string path)
    {
        ApiClient bob = await NewUserAsync();
        byte[] picture = Pictures.Png(seed: 14);

        Answer first = await bob.SendCompatAsync(HttpMethod.Post, path, Form(picture), ("Idempotency-Key", "k"));
        await bob.PostAsync("api/images/delete", ("ids", $"{(await bob.GetAsync("api/images")).Data[0].GetProperty("id").GetInt64()}"));
        Answer again = await bob.SendCompatAsync(HttpMethod.Post, path, Form(picture), ("Idempotency-Key", "k"));

        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.Equal("true", Assert.Single(again.Raw.Headers.GetValues("Idempotent-Replayed")));
        Assert.Empty((await bob.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        Assert.Equal("invalid_parameter", (await SendAsync(await NewUserAsync(), new string('k', 256), Pictures.Png())).Code);

    private static Task<Answer> SendAsync(ApiClient client, string key, byte[] picture, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = Form(picture);
        foreach ((string name, string value) in fields)
            form.Add(new StringContent(value), name);
        return client.SendAsync(HttpMethod.Post, "api/images", form, ("Idempotency-Key", key));
    }

    private static MultipartFormDataContent Form(byte[] picture) => new() { { new ByteArrayContent(picture), "images", "a.png" } };
}
