using System.Net;
using System.Net.Http.Headers;
using Maple.Cli.CommandLine;
using Maple.Cli.Commands;
using Maple.Errors;

namespace Maple.Cli.Client;

/// <summary>
/// Talks to a maple server. Whatever is no envelope of maple's becomes a <see cref="CommandException"/> that says what stands there
/// instead.
/// </summary>
internal sealed class MapleClient : IDisposable
{
    // A list of 100 images has some 100 KB; anything near this is not an answer of maple's.
    private const long LargestAnswer = 16 << 20;

    // From here on it pays to hear a refusal before the whole body is sent.
    private const long WorthAsking = 1 << 20;

    // For a connection, TLS and all; TCP's own retries would take two minutes.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ServerFailure _failure;

    public MapleClient(ServerTarget target, Language language)
    {
        _failure = new(target.Url);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirected POST would arrive as a GET
            UseCookies = false,
            UseProxy = !target.Url.IsLoopback,
            ConnectTimeout = s_patience,
            Expect100ContinueTimeout = s_patience / 3, // RFC 9110, section 10.1.1: some servers never say 'continue'
        })
        {
            BaseAddress = target.Url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        var headers = _http.DefaultRequestHeaders;
        headers.UserAgent.Add(new("maple", VersionCommand.Current.Split('+')[0]));
        headers.Accept.Add(new("application/json"));
        headers.AcceptLanguage.Add(new(language == Language.Chinese ? "zh" : "en"));
        if (target.Key is not { } key)
            return;
        if (key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw CommandException.Usage("the key holds characters that no key has", "密钥含有非法字符");
        headers.Authorization = new("Bearer", key);
    }

    /// <param name="path">Relative to the server's address.</param>
    /// <exception cref="CommandException">
    /// <see cref="ExitCode.Unavailable"/> or <see cref="ExitCode.NoPermission"/>: nothing else will work either.
    /// <see cref="ExitCode.InputOutput"/>: this request was lost.
    /// </exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (content?.Headers.ContentLength > WorthAsking)
            request.Headers.ExpectContinue = true;
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            var answer = Answer.Read(response.StatusCode, body) ?? throw _failure.NotMaple(response);
            if (answer.Status != HttpStatusCode.Unauthorized || request.Headers.Authorization is null)
                return answer;
            answer.Dispose();
            throw _failure.WrongKey();
        }
        catch (HttpRequestException e)
        {
            throw _failure.Explain(e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw _failure.NoConnection(s_patience, e);
        }
    }

    public void Dispose() => _http.Dispose();
}
