using System.Net;
using System.Text;
using Maple.Http;
using Maple.Http.Transport;

namespace Maple.Tests.Http.Transport;

public sealed class AnswerHeadTests
{
    [Fact]
    public void It_is_a_status_line_and_fields_and_an_empty_line()
    {
        string head = Written(Response.Bytes(HttpStatusCode.OK, "image/png", new byte[12]).With("ETag", "\"1\""));

        Assert.Matches(
            @"^HTTP/1\.1 200 OK\r\nServer: maple\r\nContent-Type: image/png\r\nETag: ""1""\r\n"
                + @"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\nContent-Length: 12\r\n\r\n$",
            head);
    }

    [Theory]
    [InlineData(HttpStatusCode.PartialContent, "206 Partial Content")]
    [InlineData(HttpStatusCode.NotFound, "404 Not Found")]
    [InlineData(HttpStatusCode.RequestedRangeNotSatisfiable, "416 Requested Range Not Satisfiable")]
    public void A_status_is_named_in_words(HttpStatusCode status, string line) =>
        Assert.StartsWith($"HTTP/1.1 {line}\r\n", Written(new Response(status)), StringComparison.Ordinal);

    [Fact]
    public void The_last_answer_of_a_connection_says_so() =>
        Assert.EndsWith("\r\nConnection: close\r\n\r\n", Written(new Response(HttpStatusCode.OK), keepAlive: false), StringComparison.Ordinal);

    [Theory]
    [InlineData(HttpStatusCode.NotModified)]
    [InlineData(HttpStatusCode.NoContent)]
    public void What_never_has_a_body_names_no_length(HttpStatusCode status) =>
        Assert.DoesNotContain("Content-Length", Written(new Response(status)), StringComparison.Ordinal);

    [Theory]
    [InlineData("X-A", "1\r\nSet-Cookie: a=b")]
    [InlineData("X-A", "1\n")]
    [InlineData("X\r\n-A", "1")]
    public void A_line_end_never_gets_into_a_field(string name, string value) =>
        Assert.Throws<InvalidOperationException>(() => Written(new Response(HttpStatusCode.OK).With(name, value)));

    private static string Written(Response response, bool keepAlive = true)
    {
        byte[] bytes = new byte[AnswerHead.Bound(response)];
        return Encoding.Latin1.GetString(bytes, 0, AnswerHead.Write(bytes, response, keepAlive));
    }
}
