using Maple.Errors;
using Maple.Imaging;

namespace Maple.Tests.Imaging;

public sealed class VariantTests
{
    [Theory]
    [InlineData("320", null, "w320")]
    [InlineData(null, "200", "h200")]
    [InlineData("320", "200", "w320h200")]
    [InlineData("0320", "200", "w320h200")]
    [InlineData("1000000", null, "w1024")]
    public void Equal_requests_have_one_key(string? width, string? height, string key) =>
        Assert.Equal(key, Variant.Parse(width, height, 1024)!.Value.Key);

    [Fact]
    public void No_parameter_is_no_variant() => Assert.Null(Variant.Parse(null, null, 1024));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("wide")]
    [InlineData("")]
    [InlineData(" 3")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_refused_by_name(string value)
    {
        MapleException refusal = Assert.Throws<MapleException>(() => Variant.Parse("100", value, 1024));
        Assert.Equal((ErrorCode.InvalidParameter, "height"), (refusal.Code, refusal.Parameter));
        Assert.Contains("height", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_keeps_the_shape_and_never_grows()
    {
        Variant variant = Variant.Parse("300", "300", 1024)!.Value;
        Assert.Equal((300, 225), variant.SizeOf(4000, 3000));
        Assert.Equal((225, 300), variant.SizeOf(3000, 4000));
        Assert.Equal((1, 300), variant.SizeOf(1, 100_000));
        Assert.Equal((200, 100), variant.SizeOf(200, 100));
        Assert.True(variant.IsOriginal(300, 100));
        Assert.False(variant.IsOriginal(301, 100));
    }
}
