using System.Net;
using System.Text.Json;
using Maple.Auth;
using Maple.Storage;
using Maple.Storage.LiteDb;
using Maple.Tests.Fakes;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Keys and sessions that are expired, revoked, somebody else's, or garbage.</summary>
public sealed class KeyTests(BadInputDaemon shared) : BadInputTest(shared), IClassFixture<BadInputDaemon>
{
    public static TheoryData<string> Garbage =>
    [
        "x", ".", "..", "a.b", "a.b.c", ".a.b.c", "MQ.AAAA.AAAA", "%00", "null", "'; DROP TABLE users;--", "\u00ff\u00fe",
        new string('.', 5000), new string('A', 12_000),
    ];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_no_key_wherever_it_stands(string key)
    {
        foreach (string header in (string[])["Api-Key", "X-API-Key", "token", "Authorization", "Cookie"])
        {
            string value = header switch { "Authorization" => $"Bearer {key}", "Cookie" => $"maple_session={key}", _ => key };
            await RefusedAsync(401, "unauthorized", StrangersUpload().With($"{header}: {value}"));
        }

        foreach (string field in (string[])["token", "key", "api_key"])
        {
            await RefusedAsync(
                401, "unauthorized", RawRequest.Of("POST /api/images").Form(new MultipartForm().Field(field, key).File(Pictures.Png())));
        }

        if (key.Length < 5000)
            await RefusedAsync(401, "unauthorized", RawRequest.Of($"GET /api/images?api_key={Uri.EscapeDataString(key).Replace("%00", "0")}"));
    }

    [Fact]
    public async Task A_key_of_1_MB_is_refused()
    {
        string key = new('k', 1 << 20);

        await RefusedAsync(
            413, "body_too_large", RawRequest.Of("POST /api/images").Form(new MultipartForm().Field("key", key).File(Pictures.Png())));
        await RefusedAsync(414, "uri_too_long", RawRequest.Of($"GET /api/images?api_key={key}"));
        await RefusedAsync(431, "headers_too_large", RawRequest.Of("GET /api/images").With($"Api-Key: {key}"));
    }

    [Fact]
    public async Task A_key_that_was_touched_is_refused()
    {
        string[] parts = Key.Split('.');
        string[] touched =
        [
            Key[..^1], Key[1..], Key + "A", Key + ".", Key.ToUpperInvariant(), $"{Key}{Key}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[2]}",
            $"Mg.{parts[1]}.{parts[2]}", $"{parts[0]}.AAAAAA.{parts[2]}", $"{parts[1]}.{parts[0]}.{parts[2]}",
        ];
        foreach (string key in touched)
            await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Api-Key: {key}"));
    }

    /// <summary>Whoever has the secret but not the store can't make a key: its id and time of issue must be those of the store.</summary>
    [Fact]
    public async Task A_key_signed_rightly_for_another_time_or_id_is_refused()
    {
        UrlSafeTimedSerializer serializer = Purposes(Daemon.Folder, TimeProvider.System).ApiKey;
        LoadedToken own = serializer.Load(Key);
        long id = own.Int64!.Value;

        // Not the next id: its user may have been made in the same second, and then that is their key.
        foreach (string key in (string[])
            [
                serializer.Dump(id, own.SignedAt.AddDays(-400)), serializer.Dump(id, own.SignedAt.AddDays(400)),
                serializer.Dump(id + 1_000, own.SignedAt), serializer.Dump(-1, own.SignedAt), serializer.Dump("eve", own.SignedAt),
            ])
            await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Api-Key: {key}"));
        Assert.Equal(HttpStatusCode.OK, (await new ApiClient(Daemon.Address, serializer.Dump(id, own.SignedAt)).GetAsync("api/images")).Status);
    }

    [Fact]
    public async Task A_session_is_no_key_and_a_key_no_session()
    {
        Answer login = await new ApiClient(Daemon.Address, null).PostAsync("api/login", ("username", BadInputDaemon.UserName), ("password", "correct horse"));
        string cookie = login.Raw.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(200, (await SendAsync(RawRequest.Of("GET /api/images").With($"Cookie: {cookie}"))).Status);

        await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Api-Key: {cookie.Split('=')[1]}"));
        await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Cookie: maple_session={Key}"));
        // A key that is given and wrong is not made good by the cookie.
        await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Cookie: {cookie}").With("Api-Key: x"));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_very_next_request()
    {
        string old = await Daemon.CreateUserAsync("mallory");
        Assert.Equal(200, (await SendAsync(RawRequest.Of("GET /api/images").With($"Api-Key: {old}"))).Status);

        await Daemon.RunAsync("key", "-u", "mallory", "--reset");

        await RefusedAsync(401, "unauthorized", StrangersUpload().With($"Api-Key: {old}"));
    }

    [Fact]
    public async Task What_is_anothers_is_not_there()
    {
        var mallory = new ApiClient(Daemon.Address, await Daemon.CreateUserAsync("mallory2"));
        JsonElement hers = (await mallory.UploadAsync("a.png", Pictures.Png(seed: 9), ("album", "hers"))).Data.GetProperty("success")[0];
        string image = $"/api/images/{hers.GetProperty("id")}", album = $"/api/albums/{hers.GetProperty("album").GetProperty("id")}";

        foreach (string method in (string[])["GET", "PUT", "DELETE"])
        {
            RawRequest With(string path) => method == "PUT" ? Request($"PUT {path}").Json("""{"name": "mine"}""") : Request($"{method} {path}");
            Assert.Equal((404, "image_not_found"), Outcome(await SendAsync(With(image))));
            Assert.Equal((404, "album_not_found"), Outcome(await SendAsync(With(album))));
            Assert.Equal((404, "album_not_found"), Outcome(await SendAsync(With(album + "?images=delete"))));
        }

        Assert.Empty((await Owner.GetAsync($"api/images?album={hers.GetProperty("album").GetProperty("id")}")).Data.EnumerateArray());
        Answer still = await mallory.GetAsync(image[1..]);
        Assert.Equal(("a.png", "hers"), (still.Data.GetProperty("name").GetString(), still.Data.GetProperty("album").GetProperty("name").GetString()));
        await mallory.DeleteAsync(album[1..] + "?images=delete");
    }

    [Fact]
    public async Task An_expired_session_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("maple-test-").FullName;
        try
        {
            await using (Daemon first = await Daemon.StartAsync(folder))
            {
                await first.CreateUserAsync("bob");
                await first.StopAsync();
            }

            string fresh, expired;
            await using (LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(Path.Combine(folder, "data/maple.db"), TimeProvider.System))
            {
                User bob = (await store.Users.FindByNameAsync("bob"))!;
                Task<string> StartAsync(int days)
                {
                    var then = new FixedTime(DateTimeOffset.UtcNow.AddDays(-days));
                    return new Sessions(Purposes(folder, then), store.Sessions, store.Users, new AuthOptions(), then).StartAsync(bob.Id);
                }

                (fresh, expired) = (await StartAsync(days: 2), await StartAsync(days: 4));
            }

            await using Daemon second = await Daemon.StartAsync(folder);
            RawAnswer answer = await RawClient.ExchangeAsync(second, StrangersUpload().With($"Cookie: maple_session={expired}"));
            AssertRefusal(401, "unauthorized", answer);
            Assert.Equal(200, (await RawClient.ExchangeAsync(second, RawRequest.Of("GET /api/images").With($"Cookie: maple_session={fresh}"))).Status);
            Assert.DoesNotContain(
                Directory.GetFiles(Path.Combine(folder, "data/images"), "*", SearchOption.AllDirectories),
                file => !file.Contains("/.facts/", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_login_with_nonsense_is_refused()
    {
        string endless = new('x', 30_000);
        foreach ((string name, string password) in ((string, string)[])
            [
                ("eve", ""), ("", ""), ("eve", endless), (endless, "x"), ("eve\\n", "correct horse"), ("../eve", "x"), ("eve", "correct horse "),
            ])
        {
            await RefusedAsync(
                401, "invalid_credentials", RawRequest.Of("POST /api/login").Json($$"""{"username": "{{name}}", "password": "{{password}}"}"""));
        }
    }

    [Fact]
    public async Task The_refusal_is_in_the_clients_language_and_names_a_way_in()
    {
        RawAnswer answer = await RefusedAsync(401, "unauthorized", RawRequest.Of("GET /api/images").With("Accept-Language: zh-CN"));

        Assert.Contains("密钥", answer.Message);
        Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"]);
    }

    private static RawRequest StrangersUpload() => RawRequest.Of("POST /api/images").Form(MultipartForm.Of(Pictures.Png()));

    private static Purposes Purposes(string folder, TimeProvider time) =>
        new(SecretKey.Load(new AuthOptions(), Path.Combine(folder, "data"), debug: false), new AuthOptions().SecretKeySalt, time);

    private static (int, string?) Outcome(RawAnswer answer) => (answer.Status, answer.Code);
}
