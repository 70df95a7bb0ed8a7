using System.Text;
using System.Text.Json.Nodes;
using Maple.Auth;
using Maple.Errors;
using Maple.Storage;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

[Collection(PythonTests.Name)]
public sealed class ApiKeysTests
{
    private static readonly byte[] s_old = "the old secret of this test"u8.ToArray(), s_new = "the new secret of this test"u8.ToArray();

    private readonly FixedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000).AddMilliseconds(700));
    private readonly Python _python;
    private readonly MemoryUsers _store;
    private readonly KeyUses _uses;
    private readonly ApiKeys _keys;

    public ApiKeysTests(Python python)
    {
        _python = python;
        _store = new MemoryUsers(_time);
        _uses = new KeyUses(_store, _time, error => throw error);
        _keys = With(s_new);
    }

    [Fact]
    public async Task A_key_is_the_same_each_time_and_signs_its_user_in()
    {
        User bob = await AddAsync("bob"), eve = await AddAsync("eve");
        string bobs = (await _keys.FindTokenAsync(bob.Id))!, eves = (await _keys.FindTokenAsync(eve.Id))!;
        _time.Now += TimeSpan.FromDays(3650);
        Assert.Equal(bobs, await _keys.FindTokenAsync(bob.Id));
        Assert.Equal(bob, (await _keys.AuthenticateAsync(bobs))?.User);
        Assert.Equal(eve, (await _keys.AuthenticateAsync(eves))?.User);
        Assert.NotEqual(bobs, eves);
    }

    [Fact]
    public async Task Python_derives_the_same_token_from_id_time_and_secret()
    {
        User bob = await AddAsync("bob");
        ApiKey key = (await _store.FindByNameAsync(bob.Id, ApiKey.DefaultName))!;
        var scheme = new Scheme([s_old, s_new], "maple.api-key"u8.ToArray(), Scheme.Digests[1]);
        JsonNode answer = await _python.AskAsync(scheme.DumpRequest($"{key.Id}", key.IssuedAt));
        Assert.Equal((string)answer["token"]!, _keys.Token(key));
    }

    [Fact]
    public async Task Reset_makes_a_new_key_and_kills_the_old_one_at_once_even_within_a_second()
    {
        User bob = await AddAsync("bob");
        string before = (await _keys.FindTokenAsync(bob.Id))!, after = await _keys.ResetAsync(bob.Id);
        Assert.NotEqual(before, after);
        Assert.Null(await _keys.AuthenticateAsync(before));
        Assert.Equal(bob, (await _keys.AuthenticateAsync(after))?.User);
    }

    [Fact]
    public async Task A_key_that_is_revoked_or_whose_user_is_gone_signs_nobody_in()
    {
        User bob = await AddAsync("bob"), eve = await AddAsync("eve");
        string bobs = (await _keys.FindTokenAsync(bob.Id))!, eves = (await _keys.FindTokenAsync(eve.Id))!;
        _store.RevokeKeys(bob.Id);
        _store.RemoveUser(eve.Id);
        Assert.Null(await _keys.AuthenticateAsync(bobs));
        Assert.Null(await _keys.FindTokenAsync(bob.Id));
        Assert.Null(await _keys.AuthenticateAsync(eves));
    }

    [Fact]
    public async Task Keys_signed_with_an_earlier_secret_work_until_it_is_dropped()
    {
        User bob = await AddAsync("bob");
        string before = (await With(s_old).FindTokenAsync(bob.Id))!;
        Assert.Equal(bob, (await With(s_old, s_new).AuthenticateAsync(before))?.User);
        Assert.NotEqual(before, await With(s_old, s_new).FindTokenAsync(bob.Id));
        Assert.Null(await With(s_new).AuthenticateAsync(before));
    }

    [Fact]
    public async Task A_rightly_signed_token_of_another_time_purpose_or_kind_signs_nobody_in()
    {
        User bob = await AddAsync("bob");
        ApiKey key = (await _store.FindByNameAsync(bob.Id, ApiKey.DefaultName))!;
        var purposes = new Purposes([s_new], "maple", _time);
        string[] tokens =
        [
            purposes.ApiKey.Dump(key.Id, key.IssuedAt.AddSeconds(-1)),
            purposes.ApiKey.Dump(key.Id + 1, key.IssuedAt),
            purposes.ApiKey.Dump($"{key.Id}", key.IssuedAt),
            purposes.ApiKey.Dump("{}"u8, key.IssuedAt),
            purposes.ApiKey.Dump("1e99"u8, key.IssuedAt),
            purposes.Session.Dump(key.Id, key.IssuedAt),
            new Purposes([s_new], "another", _time).ApiKey.Dump(key.Id, key.IssuedAt),
        ];
        Assert.Equal(bob, (await _keys.AuthenticateAsync(purposes.ApiKey.Dump(key.Id, key.IssuedAt)))?.User);
        foreach (string token in tokens)
            Assert.Null(await _keys.AuthenticateAsync(token));
    }

    [Fact]
    public async Task A_key_signs_in_until_it_expires()
    {
        User bob = await AddAsync("bob");
        ApiKey key = await _keys.AddAsync(bob.Id, new NewKey("phone", Scopes.Upload, null, _time.Now.AddHours(1)));
        string token = _keys.Token(key);
        _time.Now += TimeSpan.FromMinutes(59);
        Assert.Equal(key, (await _keys.AuthenticateAsync(token))?.Key);

        _time.Now += TimeSpan.FromMinutes(1);

        Assert.Null(await _keys.AuthenticateAsync(token));
    }

    [Theory]
    [InlineData("", Scopes.Upload, null, 1, ErrorCode.InvalidName)]
    [InlineData("Default", Scopes.Upload, null, 1, ErrorCode.InvalidName)]
    [InlineData("phone", Scopes.All, 1L, 1, ErrorCode.InvalidParameter)]
    [InlineData("phone", Scopes.Upload, null, 0, ErrorCode.InvalidParameter)]
    internal async Task A_key_that_makes_no_sense_is_not_made(string name, Scopes scopes, long? album, int hours, ErrorCode code)
    {
        User bob = await AddAsync("bob");
        MapleException refusal = await Assert.ThrowsAsync<MapleException>(
            () => _keys.AddAsync(bob.Id, new NewKey(name, scopes, album, _time.Now.AddHours(hours))));
        Assert.Equal(code, refusal.Code);
        Assert.Single(await _keys.ListAsync(bob.Id));
    }

    [Fact]
    public async Task Garbage_signs_nobody_in()
    {
        User bob = await AddAsync("bob");
        string token = (await _keys.FindTokenAsync(bob.Id))!;
        var random = new Random(3);
        string[] garbage =
        [
            "", ".", "..", "...", "1", "\0", "\ud800", token[1..], token[..^2], token + "A", token + ".", token.ToUpperInvariant(),
            new('.', 200_000), new('A', 10_000_000),
            .. Enumerable.Range(0, 500).Select(_ => Noise(random)),
        ];
        foreach (string text in garbage)
            Assert.Null(await _keys.AuthenticateAsync(text));
    }

    private static string Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private ApiKeys With(params byte[][] secrets) => new(new Purposes(secrets, "maple", _time), _store, _store, _uses, _time);

    private Task<User> AddAsync(string name) => _store.AddAsync(new NewUser(name, $"{name}@example.org", "!", IsAdmin: false));
}
