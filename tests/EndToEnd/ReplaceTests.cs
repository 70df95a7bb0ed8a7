using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>Other bytes for an image, whose id and links stay.</summary>
public sealed class ReplaceTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private static readonly byte[] s_first = Pictures.Png(900, 600, seed: 1), s_second = Pictures.Jpeg(1000, 500, seed: 2);

    [Fact]
    public async Task Old_links_lead_to_the_new_bytes_and_new_ones_carry_the_version()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement before = Uploaded(await bob.UploadAsync("a.png", s_first, ("description", "d")));
        (byte[] _, HttpResponseMessage oldHead) = await ReadAsync(Text(before, "url"));
        foreach (string link in (string[])["thumb_url", "show_url"])
            await ReadAsync(Text(before, link));
        await ReadAsync(Text(before, "url") + "?width=200");

        JsonElement now = (await PutAsync(bob, Id(before), s_second)).Data;

        Assert.Equal((Id(before), 1, "a.png", "d", "jpg"), (Id(now), now.GetProperty("version").GetInt32(), Text(now, "name"), Text(now, "description"), Text(now, "format")));
        Assert.Equal((1000, 500, s_second.Length), (now.GetProperty("width").GetInt32(), now.GetProperty("height").GetInt32(), now.GetProperty("bytes").GetInt32()));
        foreach (string link in (string[])["url", "thumb_url", "show_url"])
            Assert.EndsWith("?v=1", Text(now, link));
        (byte[] bytes, HttpResponseMessage head) = await ReadAsync(Text(now, "url"));
        (byte[] oldLink, HttpResponseMessage bare) = await ReadAsync(Text(before, "url"));
        (byte[] past, HttpResponseMessage pastHead) = await ReadAsync(Text(before, "url") + "?v=7");
        Assert.All([bytes, oldLink, past], read => Assert.Equal(s_second, read));
        Assert.Equal("public, max-age=31536000, immutable", head.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(["public, max-age=60", "public, max-age=60"], [.. bare.Headers.GetValues("Cache-Control"), .. pastHead.Headers.GetValues("Cache-Control")]);
        Assert.NotEqual(oldHead.Headers.ETag, bare.Headers.ETag);
        Assert.Equal("image/jpeg", bare.Content.Headers.ContentType!.MediaType);
        foreach (string link in (string[])["thumb_url", "show_url"])
        {
            (byte[] shown, _) = await ReadAsync(Text(before, link));
            (int width, int height) = Pictures.SizeOf(shown);
            Assert.Equal(2, (int)Math.Round((double)width / height));
        }

        Assert.Equal((200, 100), Pictures.SizeOf((await ReadAsync(Text(before, "url") + "?width=200")).Bytes));
        Assert.Equal((200, 100), Pictures.SizeOf((await ReadAsync(Text(now, "url") + "&width=200")).Bytes));
    }

    [Fact]
    public async Task The_old_bytes_are_gone_and_a_removal_takes_the_new_ones()
    {
        (ApiClient bob, string name, _) = await NewUserWithNameAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", s_first));
        for (int i = 0; i < 3; i++)
            await PutAsync(bob, Id(image), Pictures.Png(50, 40, seed: 50 + i));
        Assert.Equal(3, Files(name).Length);
        Assert.All(Files(name), file => Assert.Contains("~3.", file));
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(
            Text(image, "url").Replace(".png", "~3.png"), TestContext.Current.CancellationToken)).StatusCode);

        await bob.DeleteAsync($"api/images/{Id(image)}");

        Assert.Empty(Files(name));
        Assert.Equal(HttpStatusCode.NotFound, (await Stranger.Http.GetAsync(Text(image, "url"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_same_bytes_change_nothing_and_those_of_another_image_are_refused()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", s_first));
        long other = Id(Uploaded(await bob.UploadAsync("b.jpg", s_second)));

        Answer same = await PutAsync(bob, Id(image), s_first);
        Answer taken = await PutAsync(bob, Id(image), s_second);
        Answer broken = await PutAsync(bob, Id(image), "no picture"u8.ToArray());

        Assert.Equal((0, Text(image, "updated_at")), (same.Data.GetProperty("version").GetInt32(), Text(same.Data, "updated_at")));
        Assert.Equal((HttpStatusCode.Conflict, "image_exists"), (taken.Status, taken.Code));
        Assert.Contains($"{other}", taken.Message);
        Assert.Equal("unsupported_format", broken.Code);
        Assert.Equal(s_first, (await ReadAsync(Text(image, "url"))).Bytes);
    }

    [Fact]
    public async Task Forms_and_json_replace_too_and_strangers_do_not()
    {
        ApiClient bob = await NewUserAsync(), eve = await NewUserAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", s_first));
        string path = $"api/images/{Id(image)}/content";
        MultipartFormDataContent Form(params byte[][] files)
        {
            var form = new MultipartFormDataContent();
            foreach (byte[] file in files)
                form.Add(new ByteArrayContent(file), "file", "x.png");
            return form;
        }

        Answer form = await bob.SendAsync(HttpMethod.Put, path, Form(Pictures.Png(seed: 61)));
        Answer json = await bob.JsonAsync(HttpMethod.Put, path, $$"""{"image": "{{Convert.ToBase64String(Pictures.Png(seed: 62))}}"}""");

        Assert.Equal((1, 2), (form.Data.GetProperty("version").GetInt32(), json.Data.GetProperty("version").GetInt32()));
        Assert.Equal("too_many_files", (await bob.SendAsync(HttpMethod.Put, path, Form(Pictures.Png(seed: 63), Pictures.Png(seed: 64)))).Code);
        Assert.Equal("no_files", (await bob.SendAsync(HttpMethod.Put, path, null)).Code);
        Assert.Equal("image_not_found", (await PutAsync(eve, Id(image), s_second)).Code);
        Assert.Equal("unauthorized", (await PutAsync(Stranger, Id(image), s_second)).Code);
        Assert.Equal("cross_origin", (await Stranger.SendAsync(
            HttpMethod.Put, path, Raw(s_second), ("Cookie", "maple_session=x"), ("Origin", "https://elsewhere.example"))).Code);
    }

    [Fact]
    public async Task A_picture_that_is_much_asked_for_is_the_new_one_at_once()
    {
        ApiClient bob = await NewUserAsync();
        JsonElement image = Uploaded(await bob.UploadAsync("a.png", Pictures.Png(seed: 71)));
        for (int i = 0; i < 5; i++)
            await ReadAsync(Text(image, "thumb_url"));

        await PutAsync(bob, Id(image), Pictures.Jpeg(40, 40, seed: 72));

        Assert.Equal((40, 40), Pictures.SizeOf((await ReadAsync(Text(image, "thumb_url"))).Bytes));
    }

    [Fact]
    public async Task Check_rebuild_and_backup_know_what_was_replaced()
    {
        string folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
        try
        {
            string key, url;
            await using (Daemon daemon = await Daemon.StartAsync(folder))
            {
                key = await daemon.CreateUserAsync("bob");
                var bob = new ApiClient(daemon.Address, key);
                JsonElement image = Uploaded(await bob.UploadAsync("a.png", s_first));
                await PutAsync(bob, Id(image), Pictures.Png(seed: 81));
                await PutAsync(bob, Id(image), s_second);
                url = new Uri(Text(image, "url")).PathAndQuery;
                CommandResult check = await daemon.RunAsync("check", "--deep");
                Assert.True(check.ExitCode == 0, check.Output + check.Errors);
                CommandResult backup = await daemon.RunAsync("backup", "backups");
                Assert.True(backup.ExitCode == 0, backup.Errors);
                Assert.Equal(0, await daemon.StopAsync());
            }

            foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "data"), "maple.db*"))
                File.Delete(file);
            CommandResult rebuild = await Daemon.RunInAsync(folder, ["rebuild-index"]);
            Assert.True(rebuild.ExitCode == 0, rebuild.Output + rebuild.Errors);
            await AssertServedAsync();
            Directory.Delete(Path.Combine(folder, "data"), recursive: true);
            CommandResult restore = await Daemon.RunInAsync(folder, ["restore", "backups"]);
            Assert.True(restore.ExitCode == 0, restore.Errors);
            await AssertServedAsync();

            async Task AssertServedAsync()
            {
                await using Daemon daemon = await Daemon.StartAsync(folder);
                JsonElement image = Assert.Single((await new ApiClient(daemon.Address, key).GetAsync("api/images")).Data.EnumerateArray());
                Assert.Equal((2, s_second.Length), (image.GetProperty("version").GetInt32(), image.GetProperty("bytes").GetInt32()));
                Assert.Equal(s_second, await daemon.Client().GetByteArrayAsync(url, TestContext.Current.CancellationToken));
                Assert.Equal(0, (await daemon.RunAsync("check", "--deep")).ExitCode);
                Assert.Equal(0, await daemon.StopAsync());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Killed_at_any_moment_an_image_is_one_version_or_the_other()
    {
        string folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
        try
        {
            const int Images = 4, Rounds = 4;
            string key = "";
            long[] ids = new long[Images];
            int[] acknowledged = new int[Images], asked = new int[Images];
            for (int round = 0; round < Rounds; round++)
            {
                Task clients;
                await using (Daemon daemon = await Daemon.StartAsync(folder))
                {
                    if (round == 0)
                    {
                        key = await daemon.CreateUserAsync("bob");
                        for (int i = 0; i < Images; i++)
                            ids[i] = Id(Uploaded(await new ApiClient(daemon.Address, key).UploadAsync("a.png", PictureOf(i, 0))));
                    }

                    var bob = new ApiClient(daemon.Address, key);
                    foreach (JsonElement image in (await bob.GetAsync("api/images")).Data.EnumerateArray())
                    {
                        int i = Array.IndexOf(ids, Id(image));
                        byte[] served = await daemon.Client().GetByteArrayAsync(Text(image, "url"), TestContext.Current.CancellationToken);
                        int version = Enumerable.Range(acknowledged[i], asked[i] - acknowledged[i] + 1).First(v => PictureOf(i, v).AsSpan().SequenceEqual(served));
                        acknowledged[i] = asked[i] = version;
                    }

                    CommandResult check = await daemon.RunAsync("check", "--deep");
                    Assert.True(check.ExitCode == 0, check.Output + check.Errors);
                    Assert.Equal(3 * Images, Directory.EnumerateFiles(Path.Combine(folder, "data", "images", "bob"), "*.*", SearchOption.AllDirectories)
                        .Count(file => !file.Contains("/.facts/", StringComparison.Ordinal)));
                    int answers = 0;
                    var enough = new TaskCompletionSource();
                    clients = Task.WhenAll(Enumerable.Range(0, Images).Select(i => Task.Run(() => WorkAsync(i))));
                    await Task.WhenAny(enough.Task, clients);

                    async Task WorkAsync(int i)
                    {
                        try
                        {
                            while (true)
                            {
                                asked[i]++;
                                Answer answer = await PutAsync(bob, ids[i], PictureOf(i, asked[i]));
                                Assert.True(answer.Status == HttpStatusCode.OK, answer.Json.GetRawText());
                                acknowledged[i] = asked[i];
                                if (Interlocked.Increment(ref answers) == 25)
                                    enough.SetResult();
                            }
                        }
                        catch (Exception e) when (e is HttpRequestException or IOException)
                        {
                            // The daemon was killed.
                        }
                    }
                }

                await clients;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static byte[] PictureOf(int image, int version) => Pictures.Png(40, 30, seed: image * 10_000 + version);
    }

    private string[] Files(string user) => Directory.Exists(Path.Combine(Daemon.Folder, "data", "images", user))
        ? [.. Directory.EnumerateFiles(Path.Combine(Daemon.Folder, "data", "images", user), "*.*", SearchOption.AllDirectories).Where(file => !file.Contains("/.facts/"))]
        : [];

    private static Task<Answer> PutAsync(ApiClient client, long id, byte[] bytes) => client.SendAsync(HttpMethod.Put, $"api/images/{id}/content", Raw(bytes));

    private static ByteArrayContent Raw(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private async Task<(byte[] Bytes, HttpResponseMessage Head)> ReadAsync(string url)
    {
        HttpResponseMessage answer = await Stranger.Http.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{url}: {answer.StatusCode}");
        return (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), answer);
    }
}
