using System.Net;
using System.Text;
using System.Text.Json;
using Maple.Errors;
using Maple.Http;
using Maple.Http.Json;

namespace Maple.Tests.Http.Json;

public sealed class EnvelopeTests
{
    private static readonly Exchange s_exchange = new FakeRequest("GET", "/").Exchange();

    [Fact]
    public void A_success_has_status_message_data_and_description() =>
        Assert.Equal(
            """{"status":"200","message":"ok","data":{"a":1},"description":""}""" + "\n",
            Text(new Envelope(false).Ok(s_exchange, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("a", 1);
                json.WriteEndObject();
            })));

    [Fact]
    public void An_error_has_a_code_and_the_status_of_its_own()
    {
        Response response = new Envelope(false).Error(ErrorCode.AlbumNotEmpty, "no");

        Assert.Equal((HttpStatusCode.Conflict, "album_not_empty"), (response.Status, response.ErrorWord));
        Assert.Equal("""{"status":"409","message":"no","code":"album_not_empty","data":null,"description":""}""" + "\n", Text(response));
        Assert.Contains(new("Cache-Control", "no-store"), response.Headers);
    }

    [Theory]
    [InlineData("unauthorized", "WWW-Authenticate")]
    [InlineData("invalid_credentials", "WWW-Authenticate")]
    [InlineData("overloaded", "Retry-After")]
    [InlineData("storage_unavailable", "Retry-After")]
    public void Some_errors_have_a_header_even_when_they_are_those_of_a_file(string word, string header)
    {
        ErrorCode code = Enum.GetValues<ErrorCode>().Single(c => c.Word() == word);

        Assert.Contains(new Envelope(false).Error(code, "").Headers, h => h.Key == header);
        Assert.Contains(new Envelope(false).Mixed(ErrorMapper.Status(code), "", code, Empty, null).Headers, h => h.Key == header);
    }

    [Fact]
    public void A_list_has_pageinfo_and_an_upload_its_first_url()
    {
        var envelope = new Envelope(false);

        Assert.EndsWith(
            """
            "data":[],"description":"","pageinfo":{"pages":9,"page":9,"has_prev":true,"has_next":false,"iter_pages":[1,2,null,7,8,9],"total":25}}

            """,
            Text(envelope.Ok(s_exchange, Empty, new PageInfo(9, 3, 25))));
        Assert.EndsWith("\"description\":\"\",\"url\":\"u\"}\n", Text(envelope.Mixed(HttpStatusCode.OK, "m", null, Empty, "u")));
    }

    [Fact]
    public void The_message_is_in_the_clients_language() =>
        Assert.Contains("\"message\":\"成功\"", Text(new Envelope(false).Ok(new FakeRequest("GET", "/").Exchange(Language.Chinese), Empty)));

    [Theory]
    [InlineData("旅行 <b> & it's+")]
    [InlineData("𠮷野家 😀👩‍👩‍👧")]
    [InlineData("\uFFFD é ­")]
    public void Letters_stay_readable_in_the_bytes(string text)
    {
        string json = Text(new Envelope(asAscii: false).Error(ErrorCode.NotFound, text));

        Assert.Contains($"\"{text}\"", json);
        Assert.Equal(text, Message(json));
    }

    [Theory]
    [InlineData("旅行")]
    [InlineData("𠮷😀")]
    [InlineData("a\"b\\c\n\u0000\u007f")]
    [InlineData("")]
    public void Every_text_is_read_back_as_it_was_with_letters_escaped_or_not(string text)
    {
        string ascii = Text(new Envelope(asAscii: true).Error(ErrorCode.NotFound, text));

        Assert.All(ascii, c => Assert.InRange(c, '\n', '~'));
        Assert.Equal(text, Message(ascii));
        Assert.Equal(text, Message(Text(new Envelope(asAscii: false).Error(ErrorCode.NotFound, text))));
    }

    [Theory]
    [InlineData("\uD83D")]
    [InlineData("a\uDE00b")]
    [InlineData("\uD83D\uD83D\uDE00")]
    public void Half_a_surrogate_pair_is_replaced(string text) =>
        Assert.Contains('\uFFFD', Message(Text(new Envelope(asAscii: false).Error(ErrorCode.NotFound, text))));

    private static void Empty(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }

    private static string Message(string json) => JsonDocument.Parse(json).RootElement.GetProperty("message").GetString()!;

    private static string Text(Response response) => Encoding.UTF8.GetString(Assert.IsType<BytesBody>(response.Body).Bytes.Span);
}
