using Maple.Cli.Configuration;

namespace Maple.Tests.Cli.Configuration;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("1k", 1 << 10)]
    [InlineData("128MB", 128 << 20)]
    [InlineData("128 mib", 128 << 20)]
    [InlineData("7 B", 7)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(Units.TryParseSize(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("1.5MB")]
    [InlineData("-1")]
    [InlineData("1XB")]
    [InlineData("9223372036854775807KB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Units.TryParseSize(text, out _));

    [Theory]
    [InlineData("3d", 3 * 86_400)]
    [InlineData("1d12h", 36 * 3_600)]
    [InlineData("90m", 5_400)]
    [InlineData("1h0m5s", 3_605)]
    public void Times_are_read(string text, int seconds)
    {
        Assert.True(Units.TryParseTime(text, out var read));
        Assert.Equal(TimeSpan.FromSeconds(seconds), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("h")]
    [InlineData("1h1h")]
    [InlineData("1h1d")]
    [InlineData("9999999999d")]
    [InlineData("999999999d")]
    public void What_is_no_time_is_refused(string text) => Assert.False(Units.TryParseTime(text, out _));

    [Fact]
    public void What_is_shown_reads_back()
    {
        Assert.Equal("128MB", Units.ShowSize(128 << 20));
        Assert.Equal(1000L, Units.ShowSize(1000));
        Assert.Equal("1d12h", Units.ShowTime(TimeSpan.FromHours(36)));
    }
}
