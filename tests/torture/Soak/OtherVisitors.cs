using System.Net;
using System.Text;
using Maple.Tests.EndToEnd;

namespace Maple.Tests.Torture.Soak;

/// <summary>What comes beside uploads and edits: lists, searches, logins, strangers, broken requests and broken pictures.</summary>
internal sealed class OtherVisitors(Uri address, string key, string password, int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly ApiClient _api = new(address, key);
    private readonly ApiClient _stranger = new(address, null);

    /// <summary>One request, whose answer must be the one that is due.</summary>
    public async Task ActAsync()
    {
        switch (_random.Next(12))
        {
            case 0:
                await ExpectAsync(_api.GetAsync($"api/images?number=100&page={_random.Next(1, 4)}&sort=-created_at"), HttpStatusCode.OK);
                break;
            case 1:
                await ExpectAsync(_api.GetAsync($"api/images?name=n{_random.Next(100)}&number=20"), HttpStatusCode.OK);
                break;
            case 2:
                await ExpectAsync(_api.GetAsync("api/albums?number=50"), HttpStatusCode.OK);
                break;
            case 3:
                await ExpectAsync(_stranger.GetAsync("healthz"), HttpStatusCode.OK);
                break;
            case 4:
                await ExpectAsync(_stranger.GetAsync("api/images"), HttpStatusCode.Unauthorized);
                break;
            case 5:
                await ExpectAsync(_api.GetAsync($"api/images/{_random.Next(1_000_000_000)}"), HttpStatusCode.NotFound);
                break;
            case 6:
                await ExpectAsync(_api.UploadAsync("broken.png", Encoding.ASCII.GetBytes("no picture")), HttpStatusCode.UnsupportedMediaType);
                break;
            case 7:
                await ExpectAsync(_api.JsonAsync(HttpMethod.Post, "api/albums", "{\"name\": "), HttpStatusCode.BadRequest);
                break;
            case 8:
                await ExpectAsync(_stranger.GetAsync($"images/bob/photo/2026/11/{_random.Next()}.png"), HttpStatusCode.NotFound);
                break;
            case 9:
                await HangUpAsync();
                break;
            case 10 when _random.Next(10) == 0:
                // 0.2 s of a core each; more often than its bucket allows it is told so.
                await ExpectAsync(
                    _stranger.PostAsync("api/login", ("username", "bob"), ("password", password)), HttpStatusCode.OK, HttpStatusCode.TooManyRequests);
                break;
            default:
                await ExpectAsync(_api.GetAsync("api/images?number=500"), HttpStatusCode.BadRequest);
                break;
        }
    }

    public void Dispose()
    {
        _api.Http.Dispose();
        _stranger.Http.Dispose();
    }

    /// <summary>In the middle of an upload.</summary>
    private async Task HangUpAsync()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        string head = $"POST /api/images HTTP/1.1\r\nHost: maple\r\nApi-Key: {key}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: 50000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.png\"\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await client.GetStream().WriteAsync(new byte[20_000]);
    }

    private static async Task ExpectAsync(Task<Answer> asked, params HttpStatusCode[] due)
    {
        Answer answer = await asked;
        using (answer.Raw)
            Assert.True(due.Contains(answer.Status), $"{answer.Raw.RequestMessage}: {answer.Status} {answer.Json}");
    }
}
