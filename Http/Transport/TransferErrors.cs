using System.Globalization;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Transport;

/// <summary>What is said to somebody whose request can't be taken in, whatever it asks for.</summary>
internal static class TransferErrors
{
    public static MapleException TooLarge(long limit) => new(
        ErrorCode.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request's body is larger than the {limit} bytes allowed. Send fewer or smaller files."),
        string.Create(CultureInfo.InvariantCulture, $"请求体超过了允许的 {limit} 字节。请减少文件数量或缩小文件。"));

    /// <param name="position">Bytes that came.</param>
    public static MapleException Truncated(long position, RequestHead head, Exception? inner = null)
    {
        Text end = head.IsChunked
            ? new("its last chunk", "未见最后一个分块")
            : new(string.Create(CultureInfo.InvariantCulture, $"the {head.ContentLength} announced"),
                string.Create(CultureInfo.InvariantCulture, $"未达到声明的 {head.ContentLength} 字节"));
        return new MapleException(
            ErrorCode.TruncatedBody,
            string.Create(CultureInfo.InvariantCulture, $"The request's body ended after {position} bytes, before {end.English}. Send it again."),
            string.Create(CultureInfo.InvariantCulture, $"请求体在 {position} 字节处中断，{end.Chinese}。请重新发送。"),
            inner);
    }

    public static MapleException TimedOut(Exception? inner = null) => new(
        ErrorCode.RequestTimeout,
        "The request's body stopped coming, or came too slowly. Send it again over a better connection.",
        "请求体传输停滞或过慢。请在网络更好时重新发送。",
        inner);

    public static MapleException HeadTimedOut() => new(
        ErrorCode.RequestTimeout,
        "The request's head stopped coming, or came too slowly. Send it again over a better connection.",
        "请求头传输停滞或过慢。请在网络更好时重新发送。");

    public static MapleException SpeaksTls() => new(
        ErrorCode.BadRequest,
        "This port speaks TLS. Begin the URL with https.",
        "此端口使用 TLS。请使用以 https 开头的 URL。");

    public static MapleException Overloaded() => new(
        ErrorCode.Overloaded,
        "maple has as many requests under way as it can serve, or is about to stop. Try again in a few seconds.",
        "正在处理的请求已达上限，或服务即将停止。请过几秒再试。");
}
