using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Http;
using Maple.Http.Handlers.Upload;
using Maple.Tests.Fakes;

namespace Maple.Tests.Http.Handlers.Upload;

public sealed class JsonBodyTests
{
    private static readonly byte[] s_picture = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * i))];

    private static readonly string s_base64 = Convert.ToBase64String(s_picture);

    public static TheoryData<string> Writings =>
    [
        s_base64,
        s_base64.Replace("/", @"\/"),
        s_base64.Replace("+", @"\u002B").Replace("=", @"\u003d"),
        s_base64.Replace('+', '-').Replace('/', '_').TrimEnd('='),
        Convert.ToBase64String(s_picture, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", @"\r\n"),
        $"data:image/png;base64,{s_base64}",
        $"DATA:image/png;name=a.png;BASE64,{s_base64}",
    ];

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task A_picture_is_the_same_wherever_the_body_is_cut(string written)
    {
        byte[] body = Encoding.UTF8.GetBytes($$""" { "name" : "猫", "image": "{{written}}" , "number": 1.5, "yes": true, "no": null } """);

        for (int size = 1; size < body.Length; size = size < 40 ? size + 1 : size * 2)
        {
            await using IncomingPictures pictures = await ReadAsync(body, size);

            ReceivedFile file = Assert.Single(pictures.Files);
            Assert.Equal(s_picture, await File.ReadAllBytesAsync(file.Bytes.Path, TestContext.Current.CancellationToken));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(s_picture)), file.Sha256);
            Assert.Equal(("猫", "1.5", "true", null), (pictures["name"], pictures["number"], pictures["yes"], pictures["no"]));
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("AA=A")]
    [InlineData("=")]
    [InlineData("AA===")]
    [InlineData("AAA==")]
    [InlineData("AAé=")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:,AAAA")]
    [InlineData(@"AA\u12")]
    [InlineData(@"AA\x")]
    public async Task What_is_no_base64_is_refused(string written)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"image": "{{written}}"}""");

        MapleException refused = await Assert.ThrowsAsync<MapleException>(() => ReadAsync(body, 7));

        Assert.Equal((ErrorCode.InvalidParameter, "image"), (refused.Code, refused.Parameter));
    }

    [Fact]
    public async Task Texts_are_bounded_and_pictures_are_not()
    {
        string large = new('A', 400_000);

        await using IncomingPictures pictures = await ReadAsync(Encoding.UTF8.GetBytes($$"""{"image": "{{large}}"}"""), 9_999);
        MapleException refused = await Assert.ThrowsAsync<MapleException>(
            () => ReadAsync(Encoding.UTF8.GetBytes($$"""{"name": "{{large}}"}"""), 9_999));

        Assert.Equal(300_000, Assert.Single(pictures.Files).Bytes.Length);
        Assert.Equal(ErrorCode.BodyTooLarge, refused.Code);
    }

    [Fact]
    public async Task Nobody_sends_a_picture_before_saying_who_they_are()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"image": "{{s_base64}}", "key": "k"}""");

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => ReadAsync(body, 100, pictures =>
            pictures["key"] == "k" ? Task.CompletedTask : throw new UnauthorizedAccessException()));
    }

    private static async Task<IncomingPictures> ReadAsync(byte[] body, int size, Func<IncomingPictures, Task>? authorize = null)
    {
        var request = new JsonRequest(new CutStream(body, size));
        var pictures = new IncomingPictures(new Exchange(request, "id", Language.English), new MemoryBlobStore(), 10, authorize ?? (_ => Task.CompletedTask));
        try
        {
            await JsonBody.ReadAsync(request, pictures);
            return pictures;
        }
        catch
        {
            await pictures.DisposeAsync();
            throw;
        }
    }

    private sealed class JsonRequest(Stream body) : Request
    {
        public override string Method => "POST";
        public override string RawTarget => "/";
        public override IPAddress Peer => IPAddress.Loopback;
        public override bool HasBody => true;
        public override bool IsSecure => false;
        public override Stream Body => body;
        public override string? Header(string name) => name == "Content-Type" ? "application/json" : null;
    }
}
