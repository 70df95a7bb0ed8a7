using System.Text;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Tests.Http.Parsing;

public sealed class ChunkedDecoderTests
{
    private const string Whole = "5;name=\"value\"\r\nhello\r\n1 \r\n \r\nA\r\nwide world\r\n000\r\nX-Trailer: 1\r\n\r\n";

    [Fact]
    public void Chunks_are_joined_wherever_the_wire_cuts_them()
    {
        for (int first = 0; first <= Whole.Length; first++)
        {
            var decoder = new ChunkedDecoder();
            Assert.Equal("hello wide world", Decode(decoder, Whole[..first], 3) + Decode(decoder, Whole[first..], 3));
            Assert.True(decoder.IsAtEnd);
        }
    }

    [Fact]
    public void Nothing_is_taken_from_what_follows()
    {
        var decoder = new ChunkedDecoder();

        (int read, int written) = decoder.Decode(Encoding.ASCII.GetBytes("1\r\na\r\n0\r\n\r\nGET /"), new byte[100]);

        Assert.Equal((11, 1), (read, written));
    }

    [Fact]
    public void A_body_without_its_last_chunk_has_not_ended()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            var decoder = new ChunkedDecoder();
            Decode(decoder, Whole[..length], 100);
            Assert.False(decoder.IsAtEnd);
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("g\r\n")]
    [InlineData("-5\r\nhello\r\n")]
    [InlineData("5\nhello\r\n")]
    [InlineData("5\r\nhelloo\r\n")]
    [InlineData("5\r\nhello\n")]
    [InlineData("1000000000000000\r\n")]
    [InlineData("5;\nhello")]
    [InlineData("0\r\nX\n\r\n")]
    public void Anything_else_is_refused(string text)
    {
        var decoder = new ChunkedDecoder();

        Assert.Equal(ErrorCode.BadRequest, Assert.Throws<MapleException>(() => Decode(decoder, text, 100)).Code);
    }

    [Theory]
    [InlineData("5;", "x")]
    [InlineData("0\r\n", "X: y\r\n")]
    public void What_is_forgotten_has_an_end(string begin, string more)
    {
        var decoder = new ChunkedDecoder();

        Assert.Throws<MapleException>(() => Decode(decoder, begin + string.Concat(Enumerable.Repeat(more, 5000)), 100));
    }

    [Fact]
    public void Tiny_chunks_are_taken_for_a_while()
    {
        string tiny = string.Concat(Enumerable.Repeat("1\r\na\r\n", 50_000));
        var decoder = new ChunkedDecoder();

        Assert.Equal(50_000, Decode(decoder, tiny, 1000).Length);
        Assert.Throws<MapleException>(() => Decode(decoder, tiny, 1000));
    }

    private static string Decode(ChunkedDecoder decoder, string text, int outputSize)
    {
        byte[] input = Encoding.ASCII.GetBytes(text), output = new byte[outputSize];
        var all = new StringBuilder();
        for (int at = 0, read = 1; read > 0; at += read)
        {
            (read, int written) = decoder.Decode(input.AsSpan(at), output);
            all.Append(Encoding.ASCII.GetString(output, 0, written));
        }

        return all.ToString();
    }
}
