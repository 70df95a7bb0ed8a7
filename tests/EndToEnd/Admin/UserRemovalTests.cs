using System.Net;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Admin;

public sealed class UserRemovalTests : AdminTest
{
    private string Images => Path.Combine(Daemon.Folder, "data", "images");

    [Fact]
    public async Task A_user_without_images_goes_and_one_with_images_needs_a_word_on_them()
    {
        (long ann, ApiClient annsKey) = await AddUserAsync("ann");
        (long bob, ApiClient bobsKey) = await AddUserAsync("bob");
        await bobsKey.UploadAsync("a.png", Pictures.Png());

        Assert.Equal("ann", Text(Ok(await Admin.DeleteAsync($"api/admin/users/{ann}")).Data, "username"));
        Answer refused = await Admin.DeleteAsync($"api/admin/users/{bob}");

        Assert.Equal((HttpStatusCode.Conflict, "user_not_empty"), (refused.Status, refused.Code));
        Assert.Equal("unauthorized", (await annsKey.GetAsync("api/images")).Code);
        Ok(await bobsKey.GetAsync("api/images"));
        Assert.Equal("user_not_found", (await Admin.DeleteAsync($"api/admin/users/{ann}")).Code);
        Assert.Equal("invalid_parameter", (await Admin.DeleteAsync($"api/admin/users/{bob}?images=move")).Code);
        Assert.Equal("invalid_parameter", (await Admin.DeleteAsync($"api/admin/users/{bob}?images=keep")).Code);
        Assert.Equal("user_not_found", (await Admin.DeleteAsync($"api/admin/users/{bob}?images=move&to=99")).Code);
        Assert.Equal("user_not_found", (await Admin.DeleteAsync($"api/admin/users/{bob}?images=move&to={bob}")).Code);
        Ok(await bobsKey.GetAsync("api/images"));
    }

    [Fact]
    public async Task With_images_delete_nothing_of_the_user_is_left()
    {
        (long bob, ApiClient key) = await AddUserAsync("bob");
        string session = (await LoginAsync("bob"))!, url = await FillAsync(key, 12);
        await key.Http.GetAsync(new Uri(url + "?width=20"));

        Ok(await Admin.DeleteAsync($"api/admin/users/{bob}?images=delete"));

        Assert.Empty(Directory.GetFiles(Images, "*bob*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(Images, "bob"), "*", SearchOption.AllDirectories));
        Assert.Equal(HttpStatusCode.NotFound, (await key.Http.GetAsync(new Uri(url))).StatusCode);
        Assert.Equal("unauthorized", (await key.GetAsync("api/images")).Code);
        Assert.Equal("unauthorized", (await Stranger.GetAsync("api/images", ("Cookie", session))).Code);
        Assert.Null(await LoginAsync("bob"));
        Assert.Equal("sound", await CheckAsync());
        (long again, ApiClient next) = await AddUserAsync("bob");
        Assert.True(again > bob);
        Assert.Empty((await next.GetAsync("api/images")).Data.EnumerateArray());
    }

    [Fact]
    public async Task With_images_move_links_live_on_and_a_lost_database_knows_whose_they_are()
    {
        (long bob, ApiClient key) = await AddUserAsync("bob");
        string url = await FillAsync(key, 12);
        await Admin.UploadAsync("same.png", Pictures.Png(40, 30, seed: 3));

        Ok(await Admin.DeleteAsync($"api/admin/users/{bob}?images=move&to=1"));

        Assert.Equal(HttpStatusCode.OK, (await Admin.Http.GetAsync(new Uri(url))).StatusCode);
        // A new user of that name shares the folder and nothing else.
        (_, ApiClient next) = await AddUserAsync("bob");
        await next.UploadAsync("mine.png", Pictures.Png(seed: 77));
        await Admin.PutAsync($"api/admin/users/{(await next.GetAsync("api/account")).Data.GetProperty("id").GetInt64()}", ("disabled", "true"));
        Answer moved = Ok(await Admin.GetAsync("api/images?album=bob&number=100"));
        await Admin.PutAsync($"api/albums/{Number(moved.Data[0].GetProperty("album"), "id")}", ("cover", $"{Number(moved.Data[4], "id")}"));
        string before = await DescribeAsync();
        Assert.Equal(12, moved.Data.GetArrayLength());
        Assert.Equal("sound", await CheckAsync());

        Assert.Equal(0, await Daemon.StopAsync());
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Daemon.Folder, "data"), "maple.db*"))
            File.Delete(file);
        CommandResult rebuilt = await Daemon.RunInAsync(Daemon.Folder, ["rebuild-index"]);
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Errors);
        Assert.StartsWith("users\t2\n", rebuilt.Output);
        await using Daemon again = await Daemon.StartAsync(Daemon.Folder);
        Assert.Equal(before, await DescribeAsync(again));
        CommandResult check = await again.RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    [Theory]
    [InlineData("images=delete")]
    [InlineData("images=move&to=1")]
    public async Task A_removal_that_is_killed_is_finished_by_the_next_start(string fate)
    {
        (long bob, ApiClient key) = await AddUserAsync("bob");
        await FillAsync(key, 90);
        Task removal = Admin.DeleteAsync($"api/admin/users/{bob}?{fate}");
        // In the middle of it, or before or after: whatever the machine makes of it.
        while (!removal.IsCompleted && Number(Ok(await Admin.GetAsync($"api/admin/users/1")).Data, "images") == 0 && await RestAsync() > 60)
        {
        }

        await Daemon.SignalAsync("KILL");
        await removal.ContinueWith(_ => { }, TaskScheduler.Default);
        await Daemon.ExitAsync();

        await using Daemon next = await Daemon.StartAsync(Daemon.Folder);
        var admin = new ApiClient(next.Address, (await next.RunAsync("key", "-u", "admin")).Output.Trim());
        if ((await admin.GetAsync($"api/admin/users/{bob}")).Code is null)
            await next.LoggedAsync("finished deleting a user");
        Assert.Equal("user_not_found", (await admin.GetAsync($"api/admin/users/{bob}")).Code);
        Assert.Equal(fate == "images=delete" ? 0 : 90, Number(Ok(await admin.GetAsync("api/account")).Data, "images"));
        CommandResult check = await next.RunAsync("check", "--deep");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.False(Directory.Exists(Path.Combine(Images, "bob", ".facts")));

        async Task<long> RestAsync() =>
            (await Admin.GetAsync($"api/admin/users/{bob}")) is { Code: null } user ? Number(user.Data, "images") : 0;
    }

    /// <summary>Returns the link of the last.</summary>
    private static async Task<string> FillAsync(ApiClient user, int count)
    {
        Answer answer = Ok(await user.UploadAsync(
            [.. Enumerable.Range(0, count).Select(i => ($"{i}.png", Pictures.Png(40, 30, seed: i)))], ("album", "trip")));
        Assert.Empty(answer.Data.GetProperty("fail").EnumerateArray());
        return Text(answer.Data.GetProperty("success")[count - 1], "url");
    }

    private async Task<string> DescribeAsync(Daemon? daemon = null)
    {
        Daemon from = daemon ?? Daemon;
        var admin = new ApiClient(from.Address, (await from.RunAsync("key", "-u", "admin")).Output.Trim());
        List<string> lists = [];
        foreach (string list in (string[])["users", "albums", "images"])
            lists.Add(Ok(await admin.GetAsync($"api/admin/{list}?number=100")).Data.GetRawText());
        return string.Join('\n', lists).Replace($"{from.Address}", "http://maple/", StringComparison.Ordinal);
    }
}
