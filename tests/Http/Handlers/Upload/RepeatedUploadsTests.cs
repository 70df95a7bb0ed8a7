using System.Net;
using Maple.Auth;
using Maple.Http;
using Maple.Http.Handlers.Upload;
using Maple.Tests.Fakes;

namespace Maple.Tests.Http.Handlers.Upload;

public sealed class RepeatedUploadsTests
{
    private const int Megabyte = 1 << 20;

    private readonly RepeatedUploads _repeated = new(TimeProvider.System);
    private int _works;

    [Fact]
    public async Task Who_uploads_very_much_takes_nobody_elses_answers_away()
    {
        await AnswerAsync(1, "k");

        for (int i = 0; i < 40; i++)
            await AnswerAsync(2, $"{i}");
        Assert.Equal(41, _works);
        await AnswerAsync(1, "k");
        await AnswerAsync(2, "39");
        Assert.Equal(41, _works);
        await AnswerAsync(2, "0");
        Assert.Equal(42, _works);
    }

    [Fact]
    public async Task All_together_have_their_limit_too()
    {
        for (int user = 1; user <= 40; user++)
            await AnswerAsync(user, "k");
        Assert.Equal(40, _works);

        for (int user = 40; user >= 1; user--)
            await AnswerAsync(user, "k");

        Assert.NotInRange(_works, 40, 45);
    }

    [Fact]
    public async Task A_repeat_of_what_is_under_way_waits_for_it_whatever_else_comes_meanwhile()
    {
        var slow = new TaskCompletionSource<Response>();
        Task<Response> first = AnswerAsync(1, "k", () => slow.Task);

        for (int i = 0; i < 40; i++)
            await AnswerAsync(1, $"{i}");
        Task<Response> again = AnswerAsync(1, "k");
        slow.SetResult(Bytes());
        await first;

        Assert.Contains(new("Idempotent-Replayed", "true"), (await again).Headers);
        Assert.Equal(40, _works);
    }

    private static Response Bytes() => Response.Bytes(HttpStatusCode.OK, "text/plain", new byte[Megabyte]);

    private async Task<Response> AnswerAsync(long userId, string key, Func<Task<Response>>? work = null)
    {
        Exchange exchange = new FakeRequest("POST", "/api/images", ("Idempotency-Key", key)).Exchange();
        exchange.Caller = new Caller(Users.Bob with { Id = userId }, ByCookie: false, Grant.Everything);
        await using var pictures = new IncomingPictures(exchange, new MemoryBlobStore(), 1, _ => Task.CompletedTask);
        return await _repeated.AnswerAsync(exchange, pictures, work ?? (() =>
        {
            _works++;
            return Task.FromResult(Bytes());
        }));
    }
}
