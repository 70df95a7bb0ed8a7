using Maple.Auth;
using Maple.Errors;
using Maple.Tests.Fakes;

namespace Maple.Tests.Auth;

public sealed class ViewLinksTests
{
    private const string Stem = "2026/11/1795381200123-abcdefghijklmnopqrst";
    private static readonly byte[] s_old = "the old secret of this test"u8.ToArray(), s_new = "the new secret of this test"u8.ToArray();

    private readonly FixedTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public void A_signature_is_for_one_picture_until_a_time()
    {
        ViewLinks links = With(s_new);
        (string expires, string sig) = Made(links);
        Assert.Equal("1790003600", expires);
        Assert.True(links.IsGood(Stem, expires, sig));

        Assert.False(links.IsGood(Stem + "a", expires, sig));
        Assert.False(links.IsGood(Stem[..^1], expires, sig));
        Assert.False(links.IsGood(Stem, "1790003601", sig));
        Assert.False(links.IsGood(Stem, "01790003600", sig));
        foreach (string? forged in (string?[])[null, "", ".", sig[..^1], "A" + sig[1..], $".{sig}", $"{sig}.{sig}", new('A', 5_000)])
            Assert.False(links.IsGood(Stem, expires, forged));
        foreach (string? never in (string?[])[null, "", "-1", "99999999999999999999", "x"])
            Assert.False(links.IsGood(Stem, never, sig));
        _time.Now += TimeSpan.FromMinutes(59);
        Assert.True(links.IsGood(Stem, expires, sig));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.False(links.IsGood(Stem, expires, sig));
    }

    [Fact]
    public void A_signature_outlives_a_new_secret_as_long_as_the_old_one_is_kept()
    {
        (string expires, string sig) = Made(With(s_old));
        Assert.True(With(s_old, s_new).IsGood(Stem, expires, sig));
        Assert.False(With(s_new).IsGood(Stem, expires, sig));
    }

    [Fact]
    public void A_signature_for_another_purpose_is_none()
    {
        ViewLinks links = With(s_new);
        string expires = "1790003600";
        foreach (Signer signer in (Signer[])[new([s_new], "maple.api-key"u8.ToArray(), System.Security.Cryptography.HashAlgorithmName.SHA256)])
            Assert.False(links.IsGood(Stem, expires, System.Text.Encoding.ASCII.GetString(signer.Sign(System.Text.Encoding.UTF8.GetBytes($"{Stem}?{expires}"))).Split('.')[^1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(367)]
    public void A_link_ends_within_a_year(int days) =>
        Assert.Equal(ErrorCode.InvalidParameter, Assert.Throws<MapleException>(() => With(s_new).Query(Stem, _time.Now.AddDays(days))).Code);

    private (string Expires, string Signature) Made(ViewLinks links)
    {
        string[] parts = links.Query(Stem, _time.Now.AddHours(1)).Split('&');
        return (parts[0]["expires=".Length..], parts[1]["sig=".Length..]);
    }

    private ViewLinks With(params byte[][] secrets) => new(new Purposes(secrets, "maple", _time), _time);
}
