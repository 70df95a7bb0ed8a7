using System.Buffers;
using Maple.Errors;

namespace Maple.Imaging.Probe;

/// <summary>What a file is by its first bytes.</summary>
internal static class Signature
{
    public const int Length = 512;

    // Printable ASCII and white space, and everything that UTF-8 uses for other letters.
    private static readonly SearchValues<byte> s_binary =
        SearchValues.Create([.. Enumerable.Range(0, 32).Except([9, 10, 12, 13, 27]).Select(b => (byte)b), 127]);

    public static ImageFormat? Recognise(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        // 'BM' alone begins many a text; bytes 6 to 9 are reserved and zero.
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => ImageFormat.Bmp,
        _ => null,
    };

    /// <summary>A name for what maple can't read, so that its sender knows what they sent.</summary>
    public static Text Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8))
            return new("a PDF document", " PDF 文档");
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8))
            return new("a TIFF picture", " TIFF 图片");
        if (head.StartsWith("8BPS"u8))
            return new("a Photoshop document", " Photoshop 文档");
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return new("an ICO icon", " ICO 图标");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || head.StartsWith("\0\0\0\fJXL "u8))
            return new("a JPEG XL picture", " JPEG XL 图片");
        if (head.StartsWith("\0\0\0\fjP  "u8))
            return new("a JPEG 2000 picture", " JPEG 2000 图片");
        if (head.StartsWith("PK\x3\x4"u8))
            return new("a ZIP archive", " ZIP 压缩包");
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return DescribeMedia(head);
        return DescribeText(head);
    }

    // ISO/IEC 14496-12: the major brand, then a version, then compatible brands.
    private static Text DescribeMedia(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> brands = head[8..Math.Min(head.Length, 40)];
        if (brands.IndexOf("avif"u8) >= 0 || brands.IndexOf("avis"u8) >= 0)
            return new("an AVIF picture", " AVIF 图片");
        if (brands.IndexOf("heic"u8) >= 0 || brands.IndexOf("heix"u8) >= 0 || brands.IndexOf("mif1"u8) >= 0 || brands.IndexOf("hevc"u8) >= 0)
            return new("a HEIC picture", " HEIC 图片");
        return new("a video", "视频");
    }

    private static Text DescribeText(ReadOnlySpan<byte> head)
    {
        if (head.IndexOfAny(s_binary) >= 0)
            return new("of an unknown kind", "未知格式");
        if (Contains(head, "<svg"u8))
            return new("an SVG drawing", " SVG 矢量图");
        if (Contains(head, "<html"u8) || Contains(head, "<!doctype html"u8) || Contains(head, "<script"u8))
            return new("an HTML page", " HTML 网页");
        return head.TrimStart(" \t\r\n"u8).StartsWith("<?xml"u8) ? new("an XML document", " XML 文档") : new("a text", "文本");
    }

    private static bool Contains(ReadOnlySpan<byte> head, ReadOnlySpan<byte> lowerCase)
    {
        Span<byte> lower = stackalloc byte[Length];
        head = head[..Math.Min(head.Length, Length)];
        System.Text.Ascii.ToLower(head, lower, out int written);
        return lower[..written].IndexOf(lowerCase) >= 0;
    }
}
