using System.Text;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class RequestHeadTests
{
    private const string Sound = "POST /api/images?a=b HTTP/1.1\r\nHost: pics.example:8000\r\nX-Twice: 1\r\nAccept:\t*/* \r\nx-twice: 2\r\nContent-Length: 12\r\n\r\n";

    [Fact]
    public void A_sound_head_is_read()
    {
        RequestHead head = Read(Sound);

        Assert.Equal(("POST", "/api/images?a=b", 12L, true), (head.Method, head.Target, head.ContentLength, head.HasBody));
        Assert.Equal(("*/*", "2", null), (head.Header("accept"), head.Header("X-Twice"), head.Header("Cookie")));
        Assert.Equal((false, true, false), (head.IsChunked, head.KeepsAlive, head.ExpectsContinue));
    }

    [Fact]
    public void Its_end_is_found_wherever_the_wire_cuts_it()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Sound + "twelve bytes");
        for (int first = 1; first < Sound.Length; first++)
        {
            var scanner = new HeadScanner();
            Assert.Equal(0, scanner.Scan(bytes.AsSpan(0, first)));
            Assert.Equal(Sound.Length, scanner.Scan(bytes));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", true)]
    [InlineData("Transfer-Encoding: CHUNKED", true)]
    [InlineData("Content-Length: 0", false)]
    [InlineData("X: 1", false)]
    public void The_framing_tells_whether_there_is_a_body(string field, bool hasBody) =>
        Assert.Equal(hasBody, Read($"POST / HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n").HasBody);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false)]
    public void A_connection_is_kept_as_the_client_says(string head, bool keeps) => Assert.Equal(keeps, Read(head).KeepsAlive);

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 5", "bad_request")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", "bad_request")]
    [InlineData("Content-Length: 5 5", "bad_request")]
    [InlineData("Content-Length: 9223372036854775808", "bad_request")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "bad_request")]
    [InlineData("Transfer-Encoding: chunked, gzip", "unsupported_transfer_coding")]
    [InlineData("Content-Type: image/png", "length_required")]
    [InlineData("Content-Type: a/b\r\nContent-Type: a/b\r\nContent-Length: 1", "bad_request")]
    [InlineData("Authorization: a\r\nAuthorization: b", "bad_request")]
    [InlineData("Host: b", "bad_request")]
    public void What_can_be_read_in_two_ways_is_refused(string fields, string code) =>
        Assert.Equal(code, Assert.Throws<MapleException>(() => Read($"POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n")).Code.Word());

    [Fact]
    public void A_chunked_body_is_nothing_for_HTTP_1_0() =>
        Assert.Throws<MapleException>(() => Read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));

    [Fact]
    public void Every_head_of_random_bytes_is_read_or_refused()
    {
        var random = new Random(20);
        byte[] alphabet = "GET / HTTP/1.1\r\n\r\nHost: a:\t\0\x7f\u00ff,;\""u8.ToArray();
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(Sound);
            for (int change = random.Next(4); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = alphabet[random.Next(alphabet.Length)];
            try
            {
                var scanner = new HeadScanner();
                if (scanner.Scan(bytes) is > 0 and int length)
                    RequestHead.Parse(bytes.AsSpan(0, length)).Check();
            }
            catch (MapleException)
            {
                // Refused.
            }
        }
    }

    private static RequestHead Read(string text)
    {
        RequestHead head = RequestHead.Parse(Encoding.ASCII.GetBytes(text));
        head.Check();
        return head;
    }
}
