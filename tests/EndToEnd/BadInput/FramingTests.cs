using System.Text;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.BadInput;

/// <summary>Where a body begins and ends: Content-Length, chunks, connections that are lost (RFC 9112 sections 6 to 9).</summary>
public sealed class FramingTests(ImpatientDaemon shared) : BadInputTest(shared), IClassFixture<ImpatientDaemon>
{
    private static readonly byte[] s_text = "no picture"u8.ToArray();

    [Fact]
    public async Task A_declared_body_over_the_limit_is_refused_to_a_client_that_listens_only_in_the_end()
    {
        RawAnswer answer = await RefusedAsync(413, "body_too_large", Upload(MultipartForm.Of(new byte[8 << 20])));

        Assert.Contains($"{ImpatientDaemon.MaxBody}", answer.Message);
        Assert.Equal("close", answer.Headers["Connection"]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task An_undeclared_body_over_the_limit_is_refused(int chunk) =>
        await RefusedAsync(413, "body_too_large", Upload(MultipartForm.Of(new byte[3 << 20])).Chunked(chunk));

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read()
    {
        int form = MultipartForm.Of([]).ToBytes().Length;

        await RefusedAsync(415, "unsupported_format", Upload(MultipartForm.Of(new byte[ImpatientDaemon.MaxBody - form])));
        await RefusedAsync(413, "body_too_large", Upload(MultipartForm.Of(new byte[ImpatientDaemon.MaxBody - form + 1])));
    }

    [Fact]
    public async Task A_length_far_beyond_what_comes_is_refused_at_once() =>
        await RefusedAsync(413, "body_too_large", Upload(MultipartForm.Of(s_text)).With("Content-Length: 9000000000"), halfClose: true);

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(100)]
    public async Task A_body_that_ends_early_is_refused(int missing) =>
        await RefusedAsync(400, "truncated_body", Upload(MultipartForm.Of(s_text)).Cut(missing), halfClose: true);

    [Fact]
    public async Task A_length_too_short_cuts_the_form_and_the_rest_is_no_request()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        byte[] form = MultipartForm.Of("\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray()).ToBytes();

        await client.SendAsync(Upload(MultipartForm.Of([])).Without("Content-Type").Body(form).With($"Content-Length: {form.Length - 60}").ToBytes());

        RawAnswer answer = await client.ReadAnswerAsync();
        AssertRefusal(400, "truncated_body", answer);
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.True(await client.IsEndedAsync());
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_length_too_long_is_waited_for_and_then_refused() =>
        await RefusedAsync(408, "request_timeout", Upload(MultipartForm.Of(s_text)).With("Content-Length: 5000"));

    [Fact]
    public async Task A_client_that_stalls_in_the_middle_is_cut_off()
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        byte[] request = Upload(MultipartForm.Of(new byte[500_000])).ToBytes();
        await client.SendAsync(request.AsMemory(0, request.Length / 2));
        await EventuallyAsync("half of the file is staged", () => StagedFiles.Length == 1);

        AssertRefusal(408, "request_timeout", await client.ReadAnswerAsync());

        Assert.True(await client.IsEndedAsync());
        await EventuallyAsync("it is removed", () => StagedFiles.Length == 0);
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_in_the_middle_leaves_nothing(bool chunked)
    {
        RawRequest upload = Upload(MultipartForm.Of(new byte[500_000]));
        byte[] request = (chunked ? upload.Chunked(5000) : upload).ToBytes();
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(request.AsMemory(0, request.Length / 2));
        await EventuallyAsync("half of the file is staged", () => StagedFiles.Length == 1);

        client.Reset();

        await EventuallyAsync("it is removed", () => StagedFiles.Length == 0);
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("0x5")]
    [InlineData("5, 5")]
    [InlineData("")]
    [InlineData("18446744073709551615")]
    [InlineData("99999999999999999999999")]
    public async Task A_length_that_is_no_number_is_refused(string length) =>
        await RefusedAsync(400, "bad_request", Upload(MultipartForm.Of(s_text)).With($"Content-Length: {length}"));

    [Fact]
    public async Task Two_different_lengths_are_refused() =>
        await RefusedAsync(400, "bad_request", Upload(MultipartForm.Of(s_text)).With("Content-Length: 5").With("Content-Length: 6"));

    [Theory]
    [InlineData(411, "length_required", "X-Nothing: 1")]
    [InlineData(501, "unsupported_transfer_coding", "Transfer-Encoding: gzip")]
    [InlineData(501, "unsupported_transfer_coding", "Transfer-Encoding: gzip, chunked")]
    [InlineData(501, "unsupported_transfer_coding", "Transfer-Encoding: identity")]
    public async Task A_body_without_length_or_in_another_coding_is_refused(int status, string code, string header) =>
        await RefusedAsync(status, code, Upload(MultipartForm.Of(s_text)).Without("Content-Length").With(header));

    [Theory]
    [InlineData("Content-Length: 5")]
    [InlineData("Content-Length: 0")]
    public async Task Both_framings_at_once_are_refused(string length)
    {
        using RawClient client = await RawClient.ConnectAsync(Daemon);
        await client.SendAsync(Upload(MultipartForm.Of(s_text)).Chunked().With(length).ToBytes());

        AssertRefusal(400, "bad_request", await client.ReadAnswerAsync());
        Assert.True(await client.IsEndedAsync());
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public async Task A_chunked_upload_works(int chunk)
    {
        byte[] picture = Pictures.Png(300, 200, seed: chunk);

        RawAnswer answer = await SendAsync(Upload(MultipartForm.Of(picture)).Chunked(chunk));

        Assert.True(answer.Status == 200, answer.Text);
        string url = new Uri(answer.Json.GetProperty("url").GetString()!).AbsolutePath;
        Assert.Equal(picture, await Owner.Http.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task A_chunked_upload_may_have_extensions_and_trailers()
    {
        byte[] form = MultipartForm.Of(Pictures.Png(seed: 5)).ToBytes();
        byte[] body = [.. Encoding.ASCII.GetBytes($"{form.Length:X};a=b\r\n"), .. form, .. "\r\n0\r\nX-Trailer: 1\r\n\r\n"u8];

        RawAnswer answer = await SendAsync(
            Upload(MultipartForm.Of([])).Body(body).Without("Content-Length").With("Transfer-Encoding: chunked"));

        Assert.True(answer.Status == 200, answer.Text);
    }

    [Theory]
    [InlineData("zzz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhelloworld\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\r\n\r\n\r\n")]
    public async Task Garbage_instead_of_chunks_is_refused(string body) =>
        await RefusedAsync(400, "bad_request", ChunkedRaw(body), halfClose: true);

    [Fact]
    public async Task An_endless_chunk_size_is_refused() =>
        await RefusedAsync(400, "bad_request", ChunkedRaw($"5;{new string('x', 100_000)}\r\nhello\r\n0\r\n\r\n"), halfClose: true);

    /// <summary>Also when what came shows its own end: RFC 9112 section 8 calls a message without its last chunk incomplete.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public async Task A_chunked_form_that_ends_early_is_refused(int missing) =>
        await RefusedAsync(400, "truncated_body", Upload(MultipartForm.Of(s_text)).Chunked().Cut(missing), halfClose: true);

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Chunked_fields_that_end_early_are_refused(int missing)
    {
        await RefusedAsync(400, "truncated_body", Request("POST /api/albums").Form("name=cats and dogs").Chunked(4).Cut(missing), halfClose: true);
        await RefusedAsync(400, "truncated_body", Request("POST /api/albums").Json("""{"name": "cats"}""").Chunked(4).Cut(missing), halfClose: true);
    }

    [Fact]
    public async Task The_refusal_is_in_the_clients_language()
    {
        RawAnswer english = await RefusedAsync(400, "truncated_body", Upload(MultipartForm.Of(s_text)).Cut(20), halfClose: true);
        RawAnswer chinese = await RefusedAsync(
            400, "truncated_body", Upload(MultipartForm.Of(s_text)).Cut(20).With("Accept-Language: zh-CN,zh;q=0.9,en;q=0.8"), halfClose: true);
        RawAnswer both = await RefusedAsync(
            400, "bad_request", Upload(MultipartForm.Of(s_text)).Chunked().With("Content-Length: 5").With("Accept-Language: zh"));

        Assert.Contains("ended", english.Message);
        Assert.Contains("请求体", chinese.Message);
        Assert.Contains("请只保留其中一个", both.Message);
    }

    private RawRequest ChunkedRaw(string body) =>
        Upload(MultipartForm.Of([])).Body(Encoding.ASCII.GetBytes(body)).Without("Content-Length").With("Transfer-Encoding: chunked");
}
