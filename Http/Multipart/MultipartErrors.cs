using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Multipart;

/// <summary>What is said to somebody whose form can't be read.</summary>
internal static class MultipartErrors
{
    public static MapleException Invalid(string english, string chinese) => new(ErrorCode.InvalidMultipart, english, chinese);

    public static MapleException Truncated(int parts) => new(ErrorCode.TruncatedBody,
        $"The body ended inside part {parts}, before the closing boundary. The transfer was cut off, or Content-Length is too small.",
        $"请求正文在第 {parts} 个部分中途结束，没有结束边界。可能是传输中断，或 Content-Length 过小。");

    /// <param name="cut">The little that came may be the beginning of the first delimiter.</param>
    public static MapleException NoDelimiter(string boundary, bool cut) => cut
        ? new(ErrorCode.TruncatedBody,
            "The body ended before its first part. The transfer was cut off, or nothing was sent.",
            "请求正文在第一个部分之前就结束了。可能是传输中断，或没有发送任何内容。")
        : Invalid(
            $"The body doesn't begin with the boundary '{boundary}' that Content-Type names. "
            + "Let the HTTP library set Content-Type, and end lines with CRLF.",
            $"请求正文中找不到 Content-Type 声明的 boundary“{boundary}”。请让 HTTP 库自动设置 Content-Type，并使用 CRLF 换行。");

    public static MapleException TooManyParts(int limit) => new(ErrorCode.TooManyParts,
        $"The form has more than {limit} parts. Send the files in several requests.",
        $"表单的部分（part）超过 {limit} 个，请分多次请求上传。");

    public static MapleException HeadersTooLong(int part, int limit) => Invalid(
        $"The header lines of part {part} are longer than {limit} bytes. Is the file's name that long?",
        $"第 {part} 个部分的头部超过 {limit} 字节，文件名是否过长？");

    public static MapleException FieldTooLong(string name, int limit) => new(ErrorCode.BodyTooLarge,
        $"The form field '{Excerpt.Of(name)}' is longer than {limit} bytes.", $"表单字段“{Excerpt.Of(name)}”超过 {limit} 字节。")
    {
        Parameter = Excerpt.Of(name),
    };

    public static MapleException FieldsTooLong(string name, int limit) => new(ErrorCode.BodyTooLarge,
        $"The form's fields together are longer than {limit} bytes.", $"表单字段的总长度超过 {limit} 字节。")
    {
        Parameter = Excerpt.Of(name),
    };
}
