namespace Maple.Tests.Cli.Commands;

public sealed class DeleteCommandTests : CliTest
{
    public DeleteCommandTests() => Environment["MAPLE_KEY"] = "k";

    [Fact]
    public async Task It_deletes_what_it_can_and_tells_what_it_could_not()
    {
        await using var server = new FakeServer(r => r.Line.Contains("/8 ", StringComparison.Ordinal)
            ? FakeAnswer.Envelope(404, "null", "there is no such image")
            : FakeAnswer.Envelope(200, "null"));
        var result = await RunAsync("delete", "--url", server.Url, "7", "8", "9");
        Assert.Equal((1, "7\n9\n", "8: there is no such image\n"), (result.Code, result.Out, result.Error));
        Assert.Equal(["DELETE /api/images/7 HTTP/1.1", "DELETE /api/images/8 HTTP/1.1", "DELETE /api/images/9 HTTP/1.1"],
            server.Requests.Select(r => r.Line));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("../1")]
    [InlineData("+1")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_id_is_a_usage_error_before_anything_is_deleted(string id) =>
        Assert.Equal(2, (await RunAsync("delete", "1", id)).Code);
}
