using Maple.Logging;

namespace Maple.Tests.Logging;

public sealed class RedactTests
{
    [Theory]
    [InlineData("/images/bob/photo/a.png", "/images/bob/photo/a.png")]
    [InlineData("/api/images?page=2&sort=-name", "/api/images?page=2&sort=-name")]
    [InlineData("/api/images?maple_key=s3cret&page=2", "/api/images?maple_key=***&page=2")]
    [InlineData("/api/images?page=2&MAPLE_KEY=s3cret", "/api/images?page=2&MAPLE_KEY=***")]
    [InlineData("/api/1/upload?key=s3cret&format=txt", "/api/1/upload?key=***&format=txt")]
    [InlineData("/api/images?api_key=s3cret=", "/api/images?api_key=***")]
    [InlineData("/api/images?api%5Fkey=s3cret", "/api/images?api%5Fkey=***")]
    [InlineData("/api/login?username=bob&password=s3cret&token=s3cret", "/api/login?username=bob&password=***&token=***")]
    [InlineData("/api/images?page=2?api_key=s3cret", "/api/images?page=2?api_key=***")]
    [InlineData("/api/images?a;api_key=s3cret", "/api/images?a;api_key=***")]
    [InlineData("/api/images?&&api_key=s3cret&", "/api/images?&&api_key=***&")]
    [InlineData("/api/images?api_key", "/api/images?api_key")]
    [InlineData("/api/images?%zz%=1&keyword=cat", "/api/images?%zz%=1&keyword=cat")]
    [InlineData("/?", "/?")]
    [InlineData("", "")]
    public void Keys_and_passwords_in_a_query_are_not_logged(string url, string logged) =>
        Assert.Equal(logged, Redact.Url(url, "maple_key"));
}
