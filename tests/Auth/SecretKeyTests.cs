using System.Text;
using Maple.Auth;
using Maple.Errors;

namespace Maple.Tests.Auth;

public sealed class SecretKeyTests : IDisposable
{
    private const string Strong = "dGhpcyBpcyBub3QgYSBzZWNyZXQh";

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-secret-").FullName;

    private string KeyFile => Path.Combine(_folder, "secret.key");

    [Fact]
    public void The_first_start_makes_a_file_for_the_owner_alone_and_later_starts_read_it()
    {
        string secret = Text(SecretKey.Load(new AuthOptions(), _folder, debug: false)[^1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal(secret + "\n", File.ReadAllText(KeyFile));
        Assert.Equal(secret, Text(SecretKey.Load(new AuthOptions(), _folder, debug: false)[^1]));
        Assert.Equal([KeyFile], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_missing_folder_is_made_for_the_owner_alone()
    {
        string folder = Path.Combine(_folder, "state");
        SecretKey.Load(new AuthOptions(), folder, debug: false);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void Starts_at_the_same_time_end_with_the_same_secret()
    {
        var secrets = new string[16];
        using var gate = new Barrier(secrets.Length);
        Thread[] threads = [.. Enumerable.Range(0, secrets.Length).Select(i => new Thread(() =>
        {
            gate.SignalAndWait();
            secrets[i] = Text(SecretKey.Load(new AuthOptions(), _folder, debug: false)[^1]);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(File.ReadAllText(KeyFile).Trim(), Assert.Single(secrets.Distinct()));
        Assert.Equal([KeyFile], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_secret_that_another_start_made_meanwhile_is_never_overwritten()
    {
        File.WriteAllText(KeyFile, Strong);
        new SecretKeyFile(_folder).MakeUnlessThere();
        Assert.Equal(Strong, File.ReadAllText(KeyFile));
        Assert.Equal([KeyFile], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_a_crash_left_behind_is_cleared_away()
    {
        File.WriteAllText(Path.Combine(_folder, ".secret.key.0123"), "half");
        SecretKey.Load(new AuthOptions(), _folder, debug: false);
        Assert.Equal([KeyFile], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_open_to_others_is_refused_with_the_remedy(UnixFileMode extra)
    {
        File.WriteAllText(KeyFile, Strong);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        var refusal = Assert.Throws<MapleException>(() => SecretKey.Load(new AuthOptions(), _folder, debug: true));
        Assert.Equal(ErrorCode.WeakSecret, refusal.Code);
        Assert.Contains("chmod 600", refusal.Text.English, StringComparison.Ordinal);
        Assert.Contains("chmod 600", refusal.Text.Chinese, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused_and_left_alone()
    {
        File.WriteAllText(KeyFile, "");
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refusal = Assert.Throws<MapleException>(() => SecretKey.Load(new AuthOptions(), _folder, debug: false));
        Assert.Equal(ErrorCode.WeakSecret, refusal.Code);
        Assert.Equal("", File.ReadAllText(KeyFile));
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_a_clear_refusal()
    {
        Directory.CreateDirectory(KeyFile);
        var refusal = Assert.Throws<MapleException>(() => SecretKey.Load(new AuthOptions(), _folder, debug: false));
        Assert.Equal(ErrorCode.StorageUnavailable, refusal.Code);
    }

    [Fact]
    public void Configured_secrets_come_oldest_first_and_no_file_is_made()
    {
        var options = new AuthOptions { SecretKey = Strong, OldSecretKeys = ["oldest " + Strong, "old " + Strong] };
        Assert.Equal(["oldest " + Strong, "old " + Strong, Strong], SecretKey.Load(options, _folder, debug: false).Select(Text));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ccc")]
    [InlineData("ssss")]
    [InlineData("secret")]
    [InlineData("changeme")]
    [InlineData("dev")]
    [InlineData("15 characters..")]
    [InlineData("                    ")]
    [InlineData("ssssssssssssssssssssss")]
    [InlineData("abababababababababab")]
    [InlineData("change-me-change-me-change-me")]
    [InlineData("Your-Super-Secret-Key-Here")]
    [InlineData("MySecretKey1234567890")]
    public void Weak_secrets_are_refused_outside_debug(string weak)
    {
        foreach (AuthOptions options in (AuthOptions[])[new() { SecretKey = weak }, new() { SecretKey = Strong, OldSecretKeys = [weak] }])
        {
            var refusal = Assert.Throws<MapleException>(() => SecretKey.Load(options, _folder, debug: false));
            Assert.Equal(ErrorCode.WeakSecret, refusal.Code);
            Assert.NotNull(refusal.Parameter);
            SecretKey.Load(options, _folder, debug: true);
        }
    }

    [Theory]
    [InlineData(Strong)]
    [InlineData("8f14e45fceea167a")]
    [InlineData("correct horse battery staple")]
    [InlineData("枫叶落在秋天的院子里没有人来扫它呀")]
    public void Others_are_taken(string secret) => Assert.False(SecretKey.IsWeak(secret));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(byte[] secret) => Encoding.UTF8.GetString(secret);
}
