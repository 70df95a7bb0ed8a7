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
    [InlineData("/api/account/password?current_password=s3cret&New_Password=s3cret", "/api/account/password?current_password=***&New_Password=***")]
    [InlineData("/api/images?Api-Key=s3cret&apikey=s3cret&access_token=s3cret", "/api/images?Api-Key=***&apikey=***&access_token=***")]
    [InlineData("/a?client_secret=s3cret&X-Amz-Signature=s3cret", "/a?client_secret=***&X-Amz-Signature=***")]
    [InlineData("/api/1/upload?source=https://example.com/a.png&title=x", "/api/1/upload?source=https://example.com/a.png&title=x")]
    [InlineData("/api/1/upload?source=https://bob:s3cret@example.com/a@b.png&title=x", "/api/1/upload?source=https://***@example.com/a%40b.png&title=x")]
    [InlineData("/api/1/upload?source=https%3A%2F%2Fbob%3As3cret%40example.com%2Fa.png%3Fst%3Ds3cret%26x%3Ds3cret&title=x", "/api/1/upload?source=https://***@example.com/a.png?***&title=x")]
    [InlineData("/api/1/upload?source=https://example.com/a.png?st=s3cret;s3cret&title=x", "/api/1/upload?source=https://example.com/a.png?***&title=x")]
    [InlineData("/a?URL=%68ttp://s3cret@h#s3cret", "/a?URL=http://***@h#***")]
    [InlineData("/a?url=s3cret@h/%0A?s3cret", "/a?url=***@h/%0A?***")]
    [InlineData("/a?url=/a.png&url=&url", "/a?url=/a.png&url=&url")]
    [InlineData("/?", "/?")]
    [InlineData("", "")]
    public void Keys_and_passwords_in_a_query_are_not_logged(string url, string logged) =>
        Assert.Equal(logged, Redact.Url(url, "maple_key"));
}
