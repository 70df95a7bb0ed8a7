using System.Text.Json.Nodes;
using Maple.Auth;
using Maple.Errors;

namespace Maple.Tests.Auth;

[Collection(PythonTests.Name)]
public sealed class PasswordHashTests(Python python)
{
    private static readonly string[] s_passwords =
        ["correct horse", "", " ", "with\0nul", "密码枫叶🍁", "$$$", new('p', 64), new('p', 65), new('p', 1024)];

    [Fact]
    public async Task Werkzeug_verifies_what_maple_hashed()
    {
        string hash = PasswordHash.Create("correct horse 枫叶");
        Assert.Matches(@"^pbkdf2:sha256:600000\$[a-zA-Z0-9]{16}\$[0-9a-f]{64}$", hash);
        JsonNode[] answers = await python.AskAsync([Check(hash, "correct horse 枫叶"), Check(hash, "correct horse")]);
        Assert.True((bool)answers[0]["right"]!);
        Assert.False((bool)answers[1]["right"]!);
        Assert.False(PasswordHash.NeedsRehash(hash));
        Assert.True(PasswordHash.Verify(hash, "correct horse 枫叶"));
    }

    [Fact]
    public async Task Maple_verifies_what_werkzeug_hashed()
    {
        (string Method, string Password)[] cases =
            [.. from digest in (string[])["sha1", "sha256", "sha512"]
                from count in (int[])[1, 2, 1000]
                from password in s_passwords
                select ($"pbkdf2:{digest}:{count}", password)];
        JsonNode[] answers = await python.AskAsync(
            [.. cases.Select(c => new JsonObject { ["do"] = "hash", ["method"] = c.Method, ["password"] = c.Password })]);
        for (int i = 0; i < cases.Length; i++)
        {
            string hash = (string)answers[i]["hash"]!;
            Assert.True(PasswordHash.Verify(hash, cases[i].Password), hash);
            Assert.False(PasswordHash.Verify(hash, cases[i].Password + "x"), hash);
            Assert.True(PasswordHash.NeedsRehash(hash), hash);
        }
    }

    [Fact]
    public async Task Salts_of_any_kind_agree()
    {
        foreach (string salt in (string[])["x", "salt with blanks", "盐", new('s', 200), ":"])
        {
            JsonNode answer = await python.AskAsync(new JsonObject
            {
                ["do"] = "hash",
                ["method"] = "pbkdf2:sha256:10",
                ["salt"] = salt,
                ["password"] = "correct horse",
            });
            Assert.True(PasswordHash.Verify((string)answer["hash"]!, "correct horse"), salt);
        }
    }

    [Fact]
    public async Task Spoiled_hashes_match_on_neither_side()
    {
        JsonNode answer = await python.AskAsync(
            new JsonObject { ["do"] = "hash", ["method"] = "pbkdf2:sha256:10", ["password"] = "correct horse" });
        string hash = (string)answer["hash"]!;
        string[] parts = hash.Split('$');
        string[] spoiled =
        [
            "", "$", "$$", hash[..^1], hash + "0", hash + "$", hash + " ", hash.ToUpperInvariant(), $"{parts[0]}${parts[1]}${parts[2].ToUpperInvariant()}",
            $"{parts[0]}$${parts[2]}", $"{parts[0]}${parts[1]}x${parts[2]}", $"{parts[0]}${parts[1]}$", $"{parts[0]}${parts[1]}",
            hash.Replace(":10$", ":11$", StringComparison.Ordinal), hash.Replace(":10$", ":0$", StringComparison.Ordinal),
            hash.Replace(":10$", ":-10$", StringComparison.Ordinal), hash.Replace(":10$", ":$", StringComparison.Ordinal),
            hash.Replace(":10$", ":ten$", StringComparison.Ordinal), hash.Replace(":10$", ":10:1$", StringComparison.Ordinal),
            hash.Replace("sha256", "sha1", StringComparison.Ordinal), hash.Replace("sha256", "crc32", StringComparison.Ordinal),
        ];
        JsonNode[] answers = await python.AskAsync([.. spoiled.Select(h => Check(h, "correct horse"))]);
        for (int i = 0; i < spoiled.Length; i++)
        {
            Assert.False((bool)answers[i]["right"]!, spoiled[i]);
            Assert.False(PasswordHash.Verify(spoiled[i], "correct horse"), spoiled[i]);
        }
    }

    [Theory]
    [InlineData("scrypt:32768:8:1$salt$00")]
    [InlineData("pbkdf2:sha256$salt$00")]
    [InlineData("pbkdf2:md5:1000$salt$00")]
    [InlineData("plain$$correct horse")]
    [InlineData("sha256$salt$00")]
    [InlineData("pbkdf2:sha256:10000001$salt$00")]
    [InlineData("pbkdf2:sha256:99999999999999999999$salt$00")]
    public void Hashes_that_maple_does_not_know_are_said_to_be_unsupported_and_never_match(string hash)
    {
        Assert.False(PasswordHash.IsSupported(hash));
        Assert.True(PasswordHash.NeedsRehash(hash));
        Assert.False(PasswordHash.Verify(hash, "correct horse"));
    }

    [Fact]
    public void A_refused_login_takes_the_same_work_whoever_it_was_tried_for()
    {
        string[] hashes =
        [
            PasswordHash.Create("correct horse"), "pbkdf2:sha256:1000$s$00", "pbkdf2:sha256:900000$s$00", "pbkdf2:sha1:500000$s$00", "pbkdf2:sha512:210000$s$00",
            "pbkdf2:sha512:70000$s$00", "!", "scrypt:32768:8:1$salt$00",
        ];
        foreach (string?[] all in (string?[][])[hashes, hashes[..2], hashes[..1], []])
        {
            var work = all.Append(null).Select(hash => PasswordHash.Work(hash, all!).GroupBy(step => step.Digest)
                .Select(steps => $"{steps.Key} {steps.Sum(step => step.Iterations)}").Order());
            string each = Assert.Single(work.Select(sums => string.Join(", ", sums)).Distinct());
            Assert.Equal(all.Length > 2 ? "SHA1 500000, SHA256 900000, SHA512 210000" : "SHA256 600000", each);
        }
    }

    [Fact]
    public void A_login_computes_all_of_that_work_and_only_the_own_hash_lets_in()
    {
        // Cheap, so that the padding is nearly all there is: were it taken for a match, a wrong password would pass.
        string own = "pbkdf2:sha256:1$maple$7d58c34d87b6e5dc21485faa290307f0fd5e7c02965ced98f9ac37e3b7b2bbe7";
        Assert.True(PasswordHash.VerifyLogin(own, "correct horse", [own]));
        Assert.False(PasswordHash.VerifyLogin(own, "wrong horse", [own]));
        Assert.False(PasswordHash.VerifyLogin(null, "correct horse", [own]));
    }

    [Theory]
    [InlineData("pbkdf2:sha256:599999$s$00")]
    [InlineData("pbkdf2:sha256:600001$s$00")]
    [InlineData("pbkdf2:sha512:600000$s$00")]
    public void Hashes_of_another_count_or_digest_are_renewed(string hash) => Assert.True(PasswordHash.NeedsRehash(hash));

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("🍁🍁🍁🍁🍁🍁🍁")]
    public void Short_passwords_are_refused(string password) =>
        Assert.Equal(ErrorCode.WeakPassword, Assert.Throws<MapleException>(() => PasswordHash.Create(password)).Code);

    [Fact]
    public void Passwords_over_1024_bytes_are_refused()
    {
        PasswordRule.Check("12345678");
        PasswordRule.Check(new string('p', 1024));
        Assert.Equal(ErrorCode.WeakPassword, Assert.Throws<MapleException>(() => PasswordRule.Check(new string('p', 1025))).Code);
        Assert.Equal(ErrorCode.WeakPassword, Assert.Throws<MapleException>(() => PasswordRule.Check(new string('枫', 342))).Code);
    }

    private static JsonObject Check(string hash, string password) =>
        new() { ["do"] = "check", ["hash"] = hash, ["password"] = password };
}
