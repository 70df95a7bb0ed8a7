using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Admin;

public sealed class UserTests : AdminTest
{
    [Fact]
    public async Task Users_are_listed_by_page_and_name_with_what_they_store()
    {
        for (int i = 0; i < 3; i++)
            await AddUserAsync($"Ann{i}");
        (long id, ApiClient bob) = await AddUserAsync("bob");
        byte[] picture = Pictures.Png(seed: 1);
        await bob.UploadAsync("a.png", picture);

        Answer anns = Ok(await Admin.GetAsync("api/admin/users?name=aNN&number=2&page=2"));
        JsonElement one = Ok(await Admin.GetAsync($"api/admin/users/{id}")).Data;

        Assert.Equal("Ann2", Text(Assert.Single(anns.Data.EnumerateArray()), "username"));
        Assert.Equal(3, Number(anns.Json.GetProperty("pageinfo"), "total"));
        Assert.Equal(("bob", "bob@example.com", 1, picture.Length), (Text(one, "username"), Text(one, "email"), Number(one, "images"), Number(one, "bytes")));
        Assert.Equal("user_not_found", (await Admin.GetAsync("api/admin/users/99")).Code);
        Assert.Equal("user_not_found", (await Admin.GetAsync("api/admin/users/bob")).Code);
    }

    [Theory]
    [InlineData("admin", "x@example.com", Password, "user_exists")]
    [InlineData("new", "ADMIN@example.com", Password, "email_exists")]
    [InlineData("new", "nobody", Password, "invalid_email")]
    [InlineData("a/b", "x@example.com", Password, "invalid_name")]
    [InlineData("new", "x@example.com", "short", "weak_password")]
    [InlineData("new", "x@example.com", null, "invalid_parameter")]
    public async Task A_user_that_can_not_be_is_refused(string name, string email, string? password, string code)
    {
        (string, string)[] fields = [("username", name), ("email", email), .. password is null ? [] : ((string, string)[])[("password", password)]];

        Assert.Equal(code, (await Admin.PostAsync("api/admin/users", fields)).Code);
        Assert.Equal(1, Number(Ok(await Admin.GetAsync("api/admin/users")).Json.GetProperty("pageinfo"), "total"));
    }

    [Fact]
    public async Task A_disabled_user_is_locked_out_at_once_and_the_pictures_stay_served()
    {
        (long id, ApiClient bob) = await AddUserAsync("bob");
        string url = Text((await bob.UploadAsync("a.png", Pictures.Png())).Data.GetProperty("success")[0], "url"), session = (await LoginAsync("bob"))!;

        JsonElement disabled = Ok(await Admin.JsonAsync(HttpMethod.Put, $"api/admin/users/{id}", """{"disabled": true}""")).Data;

        Assert.True(disabled.GetProperty("disabled").GetBoolean());
        Assert.Equal("unauthorized", (await bob.GetAsync("api/images")).Code);
        Assert.Equal("unauthorized", (await Stranger.GetAsync("api/images", ("Cookie", session))).Code);
        Answer login = await Stranger.PostAsync("api/login", ("username", "bob"), ("password", Password));
        Answer wrong = await Stranger.PostAsync("api/login", ("username", "nobody"), ("password", Password));
        Assert.Equal((wrong.Status, wrong.Code, wrong.Message), (login.Status, login.Code, login.Message));
        Assert.Equal(HttpStatusCode.OK, (await bob.Http.GetAsync(new Uri(url))).StatusCode);

        Ok(await Admin.PutAsync($"api/admin/users/{id}", ("disabled", "false")));
        Ok(await bob.GetAsync("api/images"));
        Assert.NotNull(await LoginAsync("bob"));
        // Who was logged in before has to log in again.
        Assert.Equal("unauthorized", (await Stranger.GetAsync("api/images", ("Cookie", session))).Code);
    }

    [Fact]
    public async Task A_password_that_is_set_ends_the_sessions_and_a_key_that_is_reset_the_old_key()
    {
        (long id, ApiClient bob) = await AddUserAsync("bob");
        string session = (await LoginAsync("bob"))!;

        Ok(await Admin.PutAsync($"api/admin/users/{id}", ("password", "battery staple")));
        Assert.Equal("unauthorized", (await Stranger.GetAsync("api/images", ("Cookie", session))).Code);
        Assert.Null(await LoginAsync("bob"));
        Assert.NotNull(await LoginAsync("bob", "battery staple"));
        Ok(await bob.GetAsync("api/images"));

        Ok(await Admin.PostAsync($"api/admin/users/{id}/key"));
        Assert.Equal("unauthorized", (await bob.GetAsync("api/images")).Code);
        Assert.Equal("user_not_found", (await Admin.PostAsync("api/admin/users/99/key")).Code);
    }

    [Fact]
    public async Task Nobody_locks_themselves_out_nor_the_last_administrator()
    {
        string[] bodies = ["""{"is_admin": false}""", """{"disabled": true}"""];
        foreach (string body in bodies)
            Assert.Equal("last_admin", (await Admin.JsonAsync(HttpMethod.Put, "api/admin/users/1", body)).Code);
        Assert.Equal("last_admin", (await Admin.DeleteAsync("api/admin/users/1")).Code);

        (long id, ApiClient ann) = await AddUserAsync("ann", isAdmin: true);
        foreach (string body in bodies)
            Assert.Equal("own_account", (await Admin.JsonAsync(HttpMethod.Put, "api/admin/users/1", body)).Code);
        Assert.Equal("own_account", (await ann.DeleteAsync($"api/admin/users/{id}?images=delete")).Code);
        Ok(await Admin.PutAsync("api/admin/users/1", ("email", "me@example.org"), ("is_admin", "true"), ("disabled", "false")));
        Ok(await ann.JsonAsync(HttpMethod.Put, "api/admin/users/1", bodies[0]));
        Assert.Equal("not_found", (await Admin.GetAsync("api/admin/users")).Code);
    }

    [Theory]
    [InlineData("""{"disabled": "maybe"}""", "invalid_parameter")]
    [InlineData("""{"disabled": [true]}""", "invalid_parameter")]
    [InlineData("""{"email": true}""", "invalid_parameter")]
    [InlineData("""{"email": "x"}""", "invalid_email")]
    [InlineData("""{"email": "admin@example.com"}""", "email_exists")]
    [InlineData("""{"password": "short"}""", "weak_password")]
    public async Task A_change_that_can_not_be_is_refused_and_changes_nothing(string json, string code)
    {
        (long id, _) = await AddUserAsync("bob");
        string before = Ok(await Admin.GetAsync($"api/admin/users/{id}")).Data.GetRawText();

        Assert.Equal(code, (await Admin.JsonAsync(HttpMethod.Put, $"api/admin/users/{id}", json)).Code);

        Assert.Equal(before, Ok(await Admin.GetAsync($"api/admin/users/{id}")).Data.GetRawText());
    }

    [Fact]
    public async Task Users_are_found_by_a_part_of_their_name_or_address()
    {
        await AddUserAsync("bob");
        Ok(await Admin.PostAsync("api/admin/users", ("username", "ann"), ("email", "smith@bobbins.example"), ("password", Password)));

        Assert.Equal(["bob", "ann"], await NamesAsync("q=BOB"));
        Assert.Equal(["ann"], await NamesAsync("q=smith@"));
        Assert.Equal(["bob"], await NamesAsync("name=bob"));

        async Task<string[]> NamesAsync(string query) =>
            [.. Ok(await Admin.GetAsync($"api/admin/users?{query}")).Data.EnumerateArray().Select(user => Text(user, "username"))];
    }
}
