using System.Globalization;
using System.Net;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Fetching;

/// <summary>What is said to somebody whose URL can't be fetched.</summary>
internal static class FetchErrors
{
    public static MapleException Off() => new(
        ErrorCode.Forbidden,
        "maple fetches no pictures by URL here; its administrator can allow it ([fetch] enabled). Send the picture itself.",
        "此处未启用按 URL 抓取图片；管理员可用 [fetch] enabled 启用。请直接发送图片。");

    public static MapleException NotAllowed(string url, Text reason) => new(
        ErrorCode.UrlNotAllowed,
        $"The URL '{Excerpt.Of(url)}' can't be fetched: {reason.English}.",
        $"无法抓取 URL“{Excerpt.Of(url)}”：{reason.Chinese}。")
    { Parameter = "url" };

    public static MapleException NotPublic(string host) => new(
        ErrorCode.UrlNotAllowed,
        $"The host '{Excerpt.Of(host)}' has no public address. Pictures are fetched from the public net alone.",
        $"主机“{Excerpt.Of(host)}”没有公网地址。只能从公网抓取图片。")
    { Parameter = "url" };

    public static MapleException TooLarge(long most) => new(
        ErrorCode.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The picture at the URL is larger than the {most} bytes that are fetched."),
        string.Create(CultureInfo.InvariantCulture, $"该 URL 处的图片超过允许抓取的 {most} 字节。"));

    public static MapleException TooManyRedirects(int most) => Failed(
        string.Create(CultureInfo.InvariantCulture, $"it redirects more than {most} times"),
        string.Create(CultureInfo.InvariantCulture, $"重定向超过 {most} 次"));

    public static MapleException Status(HttpStatusCode status) => Failed(
        string.Create(CultureInfo.InvariantCulture, $"its server answers {(int)status}"),
        string.Create(CultureInfo.InvariantCulture, $"其服务器返回 {(int)status}"));

    public static MapleException Encoded() => Failed("its server compresses what it sends", "其服务器对内容进行了压缩");

    public static MapleException TooSlow(TimeSpan most) => Failed(
        string.Create(CultureInfo.InvariantCulture, $"it didn't come within {most.TotalSeconds} seconds"),
        string.Create(CultureInfo.InvariantCulture, $"{most.TotalSeconds} 秒内未能取得"));

    public static MapleException NoAnswer(Exception e) => Failed("its server doesn't answer as it should", "其服务器没有正常应答", e);

    private static MapleException Failed(string english, string chinese, Exception? e = null) => new(
        ErrorCode.FetchFailed, $"The picture could not be fetched: {english}.", $"抓取图片失败：{chinese}。", e);
}
