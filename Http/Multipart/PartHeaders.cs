using System.Buffers;
using System.Text;
using Maple.Errors;
using Maple.Http.Parsing;

namespace Maple.Http.Multipart;

/// <summary>What the header lines of a part say (RFC 7578 4.2 to 4.8).</summary>
internal sealed record PartHeaders(string Name, string? FileName, string? ContentType)
{
    /// <summary>RFC 9110 5.6.2 token.</summary>
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <param name="block">Lines, each begun by CRLF; empty when the part has none.</param>
    /// <param name="part">Its number, from 1, for messages.</param>
    /// <param name="limits">Bounds the number of lines.</param>
    /// <exception cref="MapleException"><c>invalid_multipart</c></exception>
    public static PartHeaders Parse(ReadOnlySpan<byte> block, int part, MultipartLimits limits)
    {
        string? disposition = null, type = null;
        int count = 0;
        foreach (string line in Lines(block, part))
        {
            if (++count > limits.HeadersPerPart)
            {
                throw MultipartErrors.Invalid(
                    $"Part {part} has more than {limits.HeadersPerPart} header lines.", $"第 {part} 个部分的头部超过 {limits.HeadersPerPart} 行。");
            }
            int colon = line.IndexOf(':');
            string name = colon > 0 ? line[..colon] : "";
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token))
            {
                throw MultipartErrors.Invalid(
                    $"'{Excerpt.Of(line)}' in part {part} is no header line: 'Name: value' is expected.",
                    $"第 {part} 个部分中的“{Excerpt.Of(line)}”不是合法的头部行，应为“名称: 值”。");
            }
            string value = line[(colon + 1)..].Trim(' ', '\t');
            switch (name.ToLowerInvariant())
            {
                case "content-disposition" when disposition is not null:
                    throw MultipartErrors.Invalid(
                        $"Part {part} has two Content-Disposition lines.", $"第 {part} 个部分有两行 Content-Disposition。");
                case "content-disposition":
                    disposition = value;
                    break;
                case "content-type":
                    type ??= value;
                    break;
                case "content-transfer-encoding":
                    RefuseEncoding(value, part);
                    break;
            }
        }
        return WithNames(disposition, type, part);
    }

    private static PartHeaders WithNames(string? value, string? type, int part)
    {
        var disposition = value is null ? null : ContentDisposition.Parse(value);
        if (disposition is null || disposition.Type != "form-data")
        {
            throw MultipartErrors.Invalid(
                $"Part {part} has no line 'Content-Disposition: form-data; name=\"...\"'.",
                $"第 {part} 个部分缺少“Content-Disposition: form-data; name=\"...\"”。");
        }
        if (string.IsNullOrEmpty(disposition.Name))
        {
            throw MultipartErrors.Invalid(
                $"Part {part} has no name: its Content-Disposition needs name=\"...\", for a picture name=\"images\".",
                $"第 {part} 个部分没有名称：Content-Disposition 需要 name=\"...\"，上传图片时为 name=\"images\"。");
        }
        return new PartHeaders(disposition.Name, disposition.FileName, string.IsNullOrEmpty(type) ? null : type);
    }

    /// <summary>
    /// RFC 7578 4.7 deprecates the header; no browser or library encodes a part, so the file would be stored as base64 text.
    /// </summary>
    private static void RefuseEncoding(string encoding, int part)
    {
        if (encoding.ToLowerInvariant() is not ("binary" or "8bit" or "7bit" or ""))
        {
            throw MultipartErrors.Invalid(
                $"Part {part} is encoded as '{Excerpt.Of(encoding)}'. Send the bytes as they are, without Content-Transfer-Encoding.",
                $"第 {part} 个部分使用了“{Excerpt.Of(encoding)}”编码。请直接发送原始字节，不要使用 Content-Transfer-Encoding。");
        }
    }

    /// <summary>The lines, with those that begin with a blank joined to the one before (RFC 5322 2.2.3), as raw UTF-8.</summary>
    private static List<string> Lines(ReadOnlySpan<byte> block, int part)
    {
        var lines = new List<string>();
        if (block.IsEmpty)
        {
            return lines;
        }
        string text = Encoding.UTF8.GetString(block[2..])
            .Replace("\r\n ", " ", StringComparison.Ordinal)
            .Replace("\r\n\t", " ", StringComparison.Ordinal);
        foreach (string line in text.Split("\r\n"))
        {
            if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                throw MultipartErrors.Invalid(
                    $"A header line of part {part} holds a bare CR, LF or NUL.", $"第 {part} 个部分的头部行含有单独的 CR、LF 或 NUL。");
            }
            lines.Add(line);
        }
        return lines;
    }
}
