using System.Net;
using System.Net.Sockets;
using Maple.Errors;
using Maple.Http.Fetching;
using Maple.Tests.Support;

namespace Maple.Tests.Http.Fetching;

/// <summary>A net in which every public address is a server on loopback, and names resolve as a test likes.</summary>
public sealed class PictureFetcherTests : IAsyncDisposable
{
    private static readonly byte[] s_picture = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    private readonly PlainServer _server = new();
    private readonly FakeNetwork _network;

    public PictureFetcherTests()
    {
        _network = new FakeNetwork(_server);
        _server.AnswerPicture("/a.png", s_picture);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_picture_comes_with_its_name()
    {
        _server.Answer("/download", $"200 OK\nContent-Disposition: attachment; filename=\"b.png\"\nContent-Length: {s_picture.Length}", s_picture);

        (string? name, byte[] bytes) = await FetchAsync("http://example.com/a.png#x");
        (string? named, _) = await FetchAsync("http://example.com/download");

        Assert.Equal(("a.png", "b.png"), (name, named));
        Assert.Equal(s_picture, bytes);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_gains_nothing()
    {
        _network.Names["rebind.example.com"] = new Queue<string[]>([["1.1.1.1"], ["127.0.0.1"]]);

        await FetchAsync("http://rebind.example.com/a.png");
        MapleException second = await RefusedAsync("http://rebind.example.com/a.png");

        Assert.Equal(["1.1.1.1:80"], _network.Connected);
        Assert.Equal(ErrorCode.UrlNotAllowed, second.Code);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("1.1.1.1", "192.168.0.1")]
    [InlineData]
    public async Task A_name_without_public_addresses_alone_is_not_connected_to(params string[] addresses)
    {
        _network.Names["house.example.com"] = new Queue<string[]>([addresses]);

        MapleException refused = await RefusedAsync("http://house.example.com/a.png");

        Assert.Equal(ErrorCode.UrlNotAllowed, refused.Code);
        Assert.Empty(_network.Connected);
        Assert.DoesNotContain(addresses, address => refused.Message.Contains(address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://0x7f000001/a.png")]
    [InlineData("http://[::1]/a.png")]
    [InlineData("http://[::ffff:127.0.0.1]/a.png")]
    [InlineData("http://[64:ff9b::7f00:1]/a.png")]
    [InlineData("http://0/a.png")]
    [InlineData("https://user:password@example.com/a.png")]
    [InlineData("http://example.com:25/a.png")]
    [InlineData("http://example.com:8080/a.png")]
    [InlineData("ftp://example.com/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("//example.com/a.png")]
    [InlineData("/etc/passwd")]
    [InlineData("http://")]
    [InlineData("http://xn--ÿ.com/a.png")]
    [InlineData("http://unknown.example.com/")]
    public async Task A_url_that_leads_elsewhere_is_refused(string url)
    {
        Assert.Equal(ErrorCode.UrlNotAllowed, (await RefusedAsync(url)).Code);
        Assert.Empty(_network.Connected);
    }

    [Theory]
    [InlineData("/a.png", null)]
    [InlineData("//example.com/a.png", null)]
    [InlineData("http://127.0.0.1/a.png", ErrorCode.UrlNotAllowed)]
    [InlineData("http://metadata.internal.example.com/a.png", ErrorCode.UrlNotAllowed)]
    [InlineData("http://example.com:6379/a.png", ErrorCode.UrlNotAllowed)]
    [InlineData("http://u:p@example.com/a.png", ErrorCode.UrlNotAllowed)]
    [InlineData("file:///etc/passwd", ErrorCode.UrlNotAllowed)]
    [InlineData("/loop", ErrorCode.FetchFailed)]
    [InlineData("/missing", ErrorCode.FetchFailed)]
    internal async Task Every_redirect_is_looked_at(string location, ErrorCode? refusal)
    {
        _network.Names["metadata.internal.example.com"] = new Queue<string[]>([["169.254.169.254"]]);
        _server.Answer("/go", $"302 Found\nLocation: {location}\nSet-Cookie: a=b\nContent-Length: 0");
        _server.Answer("/loop", "307 Temporary Redirect\nLocation: /loop\nContent-Length: 0");

        if (refusal is null)
            Assert.Equal(s_picture, (await FetchAsync("http://example.com/go")).Bytes);
        else
            Assert.Equal(refusal, (await RefusedAsync("http://example.com/go")).Code);

        Assert.DoesNotContain(_server.Requests, head => head.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
        Assert.InRange(_server.Requests.Count, 1, 1 + new FetchOptions().MaxRedirects);
        Assert.All(_network.Connected, endpoint => Assert.Equal("1.1.1.1:80", endpoint));
    }

    [Theory]
    [InlineData("200 OK\nContent-Length: 5000")]
    [InlineData("200 OK")]
    public async Task More_than_allowed_is_cut_off(string head)
    {
        _server.Answer("/a.png", head, s_picture);

        Assert.Equal(ErrorCode.BodyTooLarge, (await RefusedAsync("http://example.com/a.png", new FetchOptions { MaxSize = 4999 })).Code);
    }

    [Fact]
    public async Task Nothing_is_decompressed()
    {
        _server.Answer("/a.png", "200 OK\nContent-Encoding: gzip", s_picture);

        Assert.Equal(ErrorCode.FetchFailed, (await RefusedAsync("http://example.com/a.png")).Code);
        Assert.Contains("Accept-Encoding: identity", Assert.Single(_server.Requests));
    }

    [Theory]
    [InlineData("/never")]
    [InlineData("/half")]
    public async Task A_server_that_takes_its_time_is_left(string path)
    {
        _server.Answers["/never"] = null;
        _server.Answers["/half"] = null;

        MapleException refused = await RefusedAsync($"http://example.com{path}", new FetchOptions { Time = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(ErrorCode.FetchFailed, refused.Code);
    }

    [Theory]
    [InlineData("200 OK\nContent-Length: 6000")]
    [InlineData("404 Not Found\nContent-Length: 5000")]
    [InlineData("206 Partial Content\nContent-Length: 5000")]
    [InlineData("no http")]
    public async Task Half_a_picture_is_none(string head)
    {
        _server.Answer("/a.png", head, s_picture);

        Assert.Equal(ErrorCode.FetchFailed, (await RefusedAsync("http://example.com/a.png")).Code);
    }

    [Theory]
    [InlineData("200 OK\nContent-Length: 6000")]
    [InlineData("200 OK\nTransfer-Encoding: chunked")]
    public async Task A_server_that_breaks_off_is_no_fault_of_maple(string head)
    {
        _server.Resets = true;
        _server.Answer("/a.png", head, "5\r\nhalf "u8.ToArray());

        Assert.Equal(ErrorCode.FetchFailed, (await RefusedAsync("http://example.com/a.png")).Code);
    }

    [Fact]
    public async Task A_network_of_ones_own_may_be_allowed()
    {
        _network.Names["nas.example.com"] = new Queue<string[]>([["10.1.2.3"]]);

        (string? name, _) = await FetchAsync("http://nas.example.com/a.png", new FetchOptions { Networks = ["10.1.2.0/24"] });

        Assert.Equal(("a.png", "10.1.2.3:80"), (name, Assert.Single(_network.Connected)));
    }

    [Fact]
    public async Task Unless_it_is_turned_on_nothing_is_fetched()
    {
        using var fetcher = new PictureFetcher(new FetchOptions(), _network);

        MapleException refused = await Assert.ThrowsAsync<MapleException>(() => fetcher.FetchAsync("http://example.com/a.png", ReadAsync));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    private async Task<MapleException> RefusedAsync(string url, FetchOptions? options = null) =>
        await Assert.ThrowsAsync<MapleException>(() => FetchAsync(url, options));

    private async Task<(string? Name, byte[] Bytes)> FetchAsync(string url, FetchOptions? options = null)
    {
        using var fetcher = new PictureFetcher((options ?? new FetchOptions()) with { Enabled = true }, _network);
        return await fetcher.FetchAsync(url, ReadAsync);
    }

    private static async Task<(string? Name, byte[] Bytes)> ReadAsync(string? name, Stream stream)
    {
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return (name, bytes.ToArray());
    }

    private sealed class FakeNetwork(PlainServer server) : INetwork
    {
        public Dictionary<string, Queue<string[]>> Names { get; } = [];

        public List<string> Connected { get; } = [];

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
        {
            if (host == "example.com")
                return Task.FromResult(new[] { IPAddress.Parse("1.1.1.1") });
            if (!Names.TryGetValue(host, out Queue<string[]>? answers))
                throw new SocketException((int)SocketError.HostNotFound);
            return Task.FromResult(Array.ConvertAll(answers.Dequeue(), IPAddress.Parse));
        }

        public async Task<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellation)
        {
            Connected.Add(endpoint.ToString());
            return await new SystemNetwork().ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellation);
        }
    }
}
