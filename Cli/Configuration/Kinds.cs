using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Maple.Errors;
using Maple.Http;
using Maple.Imaging;

namespace Maple.Cli.Configuration;

/// <summary>The kinds of values that keys take.</summary>
internal static class Kinds
{
    // RFC 9110, section 5.6.2
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 3986, section 2.3: what stands in a query without escapes
    private static readonly SearchValues<char> s_unreserved =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static readonly ValueKind<bool> Flag = new Scalar<bool>(
        Shape.Boolean, new("true or false", " true 或 false"), null,
        (object v, out bool r) => (r = v is true) || v is false, v => v);

    public static readonly ValueKind<string> Endpoint = Text(
        new("ADDRESS:PORT", "地址加端口"), "127.0.0.1:8000",
        text =>
        {
            var endpoint = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{text[10..]}"
                : text.StartsWith("*:", StringComparison.Ordinal) ? $"0.0.0.0:{text[2..]}" : text;
            // A port must be there, which the parser doesn't ask for; 0 is any free one, which the log tells.
            return IPEndPoint.TryParse(endpoint, out var parsed) && endpoint.EndsWith(Invariant($":{parsed.Port}"), StringComparison.Ordinal)
                && (parsed.AddressFamily == AddressFamily.InterNetworkV6 ? endpoint[0] == '[' : parsed.ToString() == endpoint) ? parsed.ToString() : null;
        });

    public static readonly ValueKind<Uri?> Url = new Scalar<Uri?>(
        Shape.Text, new("an http:// or https:// address without query", "不带查询的 http:// 或 https:// 地址"), "https://img.example.org/",
        (object v, out Uri? url) =>
        {
            url = null;
            return v is "" || (v is string text && TryParseBaseUrl(text, out url));
        },
        url => url?.AbsoluteUri);

    public static readonly ValueKind<string> Network = Text(
        new("an address or a network (CIDR)", "地址或网段（CIDR）"), "10.0.0.0/8",
        text => IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _) ? text : null);

    /// <summary>From the environment it comes as a text, since it stands in a list.</summary>
    public static readonly ValueKind<int> Port = new Scalar<int>(
        Shape.Integer, new("a port from 1 to 65535", " 1 到 65535 的端口"), "443",
        (object v, out int r) =>
        {
            r = v is long n and >= 1 and <= 65535 ? (int)n
                : v is string text && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;
            return r > 0;
        },
        v => (long)v);

    public static readonly ValueKind<string> UrlPath = Text(
        new("a path that begins and ends with /", "以 / 开头和结尾的路径"), "/admin/",
        text => text.Length > 2 && text[0] == '/' && text[^1] == '/' && !text.Contains("//", StringComparison.Ordinal)
            && text.Split('/').All(s => s is not ("." or "..") && !s.AsSpan().ContainsAnyExcept(s_unreserved)) ? text : null);

    public static readonly ValueKind<string> Middleware = Word(ServerOptions.KnownMiddleware);

    public static readonly ValueKind<string> HeaderName = Text(
        new("the name of a header: letters, digits and hyphens", "请求头的名称：字母、数字和连字符"), "Api-Key",
        text => text.Length is > 0 and <= 64 && !text.AsSpan().ContainsAnyExcept(s_token) ? text : null);

    public static readonly ValueKind<string> QueryName = Text(
        new("the name of a query parameter: letters, digits, - . _ ~", "查询参数的名称：字母、数字和 - . _ ~"), "api_key",
        text => text.Length is > 0 and <= 64 && !text.AsSpan().ContainsAnyExcept(s_unreserved) ? text : null);

    public static readonly ValueKind<string> Secret = Text(
        new("a text that is not empty", "非空文本"), null, text => text.Length > 0 ? text : null);

    public static readonly ValueKind<string?> OptionalSecret = new Scalar<string?>(
        Shape.Text, new("a text", "文本"), null,
        (object v, out string? secret) =>
        {
            secret = v is "" ? null : v as string;
            return v is string;
        },
        v => v);

    public static readonly ValueKind<string> Folder = Text(
        new("a path ('~' is not expanded)", "路径（不展开“~”）"), "/var/lib/maple",
        text => text.Length > 0 && text[0] != '~' && !text.Contains('\0') ? text : null);

    public static readonly ValueKind<string?> OptionalFile = new Scalar<string?>(
        Shape.Text, new("a path ('~' is not expanded)", "路径（不展开“~”）"), "/etc/maple/tls.pem",
        (object v, out string? path) =>
        {
            path = v is "" ? null : v as string;
            return v is string text && !text.StartsWith('~') && !text.Contains('\0');
        },
        v => v);

    public static readonly ValueKind<string> Extension = Text(
        OneOf(Extensions), null,
        text => ImageFormat.ByExtension(text.TrimStart('.')) is null ? null : text.TrimStart('.').ToLowerInvariant());

    public static readonly ValueKind<TimeSpan> Lifetime = Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650), "12h");

    public static ValueKind<int> Number(int from, int to) => new Scalar<int>(
        Shape.Integer, new(Invariant($"a whole number from {from} to {to}"), Invariant($" {from} 到 {to} 的整数")), null,
        (object v, out int r) => (r = v is long n && n >= from && n <= to ? (int)n : from - 1) >= from, v => (long)v);

    public static ValueKind<long> BigNumber(long from, long to) => new Scalar<long>(
        Shape.Integer, new(Invariant($"a whole number from {from} to {to}"), Invariant($" {from} 到 {to} 的整数")), null,
        (object v, out long r) => (r = v is long n && n <= to ? n : from - 1) >= from, v => v);

    /// <summary>A whole number of seconds or a text such as 12h.</summary>
    public static ValueKind<TimeSpan> Time(TimeSpan from, TimeSpan to, string example) => new Scalar<TimeSpan>(
        Shape.Integer,
        new($"a time from {Units.ShowTime(from)} to {Units.ShowTime(to)}: a number and d, h, m or s (a bare number: seconds)",
            $"{Units.ShowTime(from)} 到 {Units.ShowTime(to)} 的时长：数字加 d、h、m 或 s（单写数字为秒）"),
        example,
        (object v, out TimeSpan time) =>
        {
            time = v is long seconds and >= 0 and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : default;
            return (v is long || (v is string text && Units.TryParseTime(text, out time))) && time >= from && time <= to;
        },
        Units.ShowTime);

    /// <summary>Bytes: a whole number or a text such as 128MB.</summary>
    public static ValueKind<long> Size(long from, long to) => new Scalar<long>(
        Shape.Integer,
        new($"a size from {Units.ShowSize(from)} to {Units.ShowSize(to)}: bytes, or a number and KB, MB, GB or TB",
            $" {Units.ShowSize(from)} 到 {Units.ShowSize(to)} 的大小：字节数，或数字加 KB、MB、GB、TB"),
        "128MB",
        (object v, out long r) =>
        {
            r = v is long n ? n : -1;
            return (v is long || (v is string text && Units.TryParseSize(text, out r))) && r >= from && r <= to;
        },
        Units.ShowSize);

    public static ValueKind<TEnum> OneOf<TEnum>() where TEnum : struct, Enum
    {
        var words = Array.ConvertAll(Enum.GetNames<TEnum>(), n => n.ToLowerInvariant());
        return new Scalar<TEnum>(
            Shape.Text, OneOf(words), null,
            (object v, out TEnum r) =>
            {
                var index = v is string word ? Array.IndexOf(words, word.ToLowerInvariant()) : -1;
                r = index < 0 ? default : Enum.GetValues<TEnum>()[index];
                return index >= 0;
            },
            v => v.ToString().ToLowerInvariant(), words);
    }

    /// <summary>
    /// What relative links can be resolved against: a trailing slash is added, user info, query and fragment are refused.
    /// </summary>
    public static bool TryParseBaseUrl(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0 && url.Query.Length + url.Fragment.Length + url.UserInfo.Length == 0
        && !text.Contains('?') && !text.Contains('#');

    private static IReadOnlyList<string> Extensions => [.. ImageFormat.All.SelectMany(f => f.Extensions)];

    private static ValueKind<string> Word(IReadOnlyList<string> words) => new Scalar<string>(
        Shape.Text, OneOf(words), null,
        (object v, [MaybeNullWhen(false)] out string r) => (r = v as string) is not null && words.Contains(r), v => v, words);

    /// <param name="normalise">The text as it is kept; null for one that is not allowed.</param>
    private static Scalar<string> Text(Text allowed, string? example, Func<string, string?> normalise) => new(
        Shape.Text, allowed, example,
        (object v, [MaybeNullWhen(false)] out string r) => (r = v is string text ? normalise(text) : null) is not null, v => v);

    private static Text OneOf(IEnumerable<string> words) => new($"one of {string.Join(", ", words)}", $"下列之一：{string.Join('、', words)}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
