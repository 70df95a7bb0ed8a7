using System.Net;
using System.Net.Http.Headers;
using Maple.Errors;

namespace Maple.Http.Fetching;

/// <summary>
/// Gets pictures by URL in a stranger's name, and nothing else: from the public net, by GET, without a credential of anybody's, within limits of size,
/// time and redirects. What comes is only looked at as a picture.
/// </summary>
internal sealed class PictureFetcher : IDisposable
{
    /// <summary>Longer than any that a browser keeps in a link.</summary>
    public const int MaxUrl = 2048;

    /// <summary>At once: each holds a connection and 64 KB. Others wait, within their own time.</summary>
    private const int AtOnce = 8;

    private readonly FetchOptions _options;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turn = new(AtOnce);

    public PictureFetcher(FetchOptions options, INetwork network)
    {
        _options = options;
        var connector = new PinnedConnector(network, options);
        // AutomaticDecompression stays unset: setting it, even to None, links 0.8 MB of Brotli's encoder.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // each step is checked here
            UseCookies = false,
            UseProxy = false, // a proxy would look names up by itself, and environment variables would name it
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 32, // KB
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellation) => await connector.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("maple", null));
        _http.DefaultRequestHeaders.Accept.ParseAdd("image/*");
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    /// <param name="url">As it came over the wire.</param>
    /// <param name="receive">Is handed the name that the picture has there, null if none, and its bytes; they end with an exception when they are too many or too late.</param>
    /// <exception cref="MapleException"><c>forbidden</c>, <c>url_not_allowed</c>, <c>fetch_failed</c>, <c>body_too_large</c></exception>
    public async Task<T> FetchAsync<T>(string url, Func<string?, Stream, Task<T>> receive)
    {
        if (!_options.Enabled)
            throw FetchErrors.Off();
        Uri target = Checked(url, url);
        using var time = new CancellationTokenSource(_options.Time);
        try
        {
            await _turn.WaitAsync(time.Token).ConfigureAwait(false);
            try
            {
                using HttpResponseMessage response = await FollowAsync(target, time.Token).ConfigureAwait(false);
                await using Stream body = await response.Content.ReadAsStreamAsync(time.Token).ConfigureAwait(false);
                await using var bounded = new FetchedStream(body, _options.MaxSize, time.Token);
                return await receive(NameOf(response, target), bounded).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            throw FetchErrors.TooSlow(_options.Time);
        }
        catch (HttpRequestException e) when (e.InnerException is MapleException refusal)
        {
            throw refusal;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw FetchErrors.NoAnswer(e);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri target, CancellationToken cancellation)
    {
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            try
            {
                if (Next(response, target) is not { } next)
                {
                    Check(response);
                    return response;
                }

                if (redirects == _options.MaxRedirects)
                    throw FetchErrors.TooManyRedirects(_options.MaxRedirects);
                target = next;
                response.Dispose();
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    /// <summary>Where a redirect leads; null for an answer that is none.</summary>
    private Uri? Next(HttpResponseMessage response, Uri from) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location && Uri.TryCreate(from, location, out Uri? next)
            ? Checked(next.AbsoluteUri, location.OriginalString)
            : null;

    private void Check(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw FetchErrors.Status(response.StatusCode);
        if (response.Content.Headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw FetchErrors.Encoded();
        if (response.Content.Headers.ContentLength > _options.MaxSize)
            throw FetchErrors.TooLarge(_options.MaxSize);
    }

    private Uri Checked(string url, string shown)
    {
        if (url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || !HasDnsName(uri))
            throw FetchErrors.NotAllowed(shown, new Text($"it must be an http:// or https:// URL of at most {MaxUrl} characters", $"应为不超过 {MaxUrl} 个字符的 http:// 或 https:// URL"));
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            throw FetchErrors.NotAllowed(shown, new Text("only http:// and https:// are fetched", "只支持 http:// 和 https://"));
        if (uri.UserInfo.Length > 0)
            throw FetchErrors.NotAllowed(shown, new Text("it must not hold a user name or password", "不得包含用户名或密码"));
        if (!_options.Ports.Contains(uri.Port))
            throw FetchErrors.NotAllowed(shown, new Text($"its port is not one of {string.Join(", ", _options.Ports)}", $"端口不是 {string.Join("、", _options.Ports)} 之一"));
        return uri;
    }

    /// <summary>What looks like a name in another script need not be one (RFC 3492).</summary>
    private static bool HasDnsName(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static string? NameOf(HttpResponseMessage response, Uri url) =>
        response.Content.Headers.TryGetValues("Content-Disposition", out IEnumerable<string>? values)
        && Parsing.ContentDisposition.Parse(values.First()).FileName is { Length: > 0 } name
            ? name
            : Uri.UnescapeDataString(url.Segments[^1]).Trim('/');
}
