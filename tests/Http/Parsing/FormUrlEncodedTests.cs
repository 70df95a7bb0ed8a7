using System.Text;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class FormUrlEncodedTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1&b=2", "a=1|b=2")]
    [InlineData("a=1&a=2&A=3", "a=1|a=2|A=3")]
    [InlineData("a", "a=")]
    [InlineData("&&a=&=b&", "a=|=b")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a+b=c+d%2B", "a b=c d+")]
    [InlineData("%E5%9B%BE=%F0%9F%98%80", "图=😀")]
    [InlineData("name=图", "name=图")]
    public void Pairs_are_decoded_in_order(string form, string pairs) =>
        Assert.Equal(pairs, string.Join('|', FormUrlEncoded.Parse(Encoding.UTF8.GetBytes(form)).Pairs.Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void The_first_value_wins_and_all_can_be_had()
    {
        var values = FormUrlEncoded.ParseQuery("a=1&b=2&a=3");
        Assert.Equal("1", values.First("a"));
        Assert.Equal(["1", "3"], values.All("a"));
        Assert.Null(values.First("c"));
    }

    [Theory]
    [InlineData("a=%", "a")]
    [InlineData("a=50%&b=1", "a")]
    [InlineData("page=%4", "page")]
    [InlineData("a=%ff", "a")]
    [InlineData("a=%00", "a")]
    [InlineData("%zz=1", null)]
    public void What_cannot_be_decoded_is_refused_by_name(string query, string? name)
    {
        var refusal = Assert.Throws<MapleException>(() => FormUrlEncoded.ParseQuery(query));
        Assert.Equal((ErrorCode.BadRequest, name), (refusal.Code, refusal.Parameter));
    }

    [Fact]
    public void A_thousand_pairs_are_enough()
    {
        Assert.Equal(1000, FormUrlEncoded.ParseQuery(string.Concat(Enumerable.Repeat("a=1&", 1000))).Pairs.Count);
        Assert.Throws<MapleException>(() => FormUrlEncoded.ParseQuery(string.Concat(Enumerable.Repeat("a=1&", 1001))));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("Application/X-WWW-Form-Urlencoded; charset=UTF-8", true)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void The_type_of_a_form_is_recognised(string? type, bool form) => Assert.Equal(form, FormUrlEncoded.IsForm(type));
}
