using System.Globalization;
using Maple.Errors;

namespace Maple.Imaging;

/// <summary>What maple says when it refuses a picture, in one place so that every format says it alike.</summary>
internal static class ImageErrors
{
    public static MapleException Empty() =>
        new(ErrorCode.EmptyFile, "The file is empty (0 bytes). Send a picture.", "文件是空的(0 字节),请上传一张图片。");

    /// <param name="found">What the bytes are, with its article in English: <c>a PDF document</c>.</param>
    public static MapleException Unsupported(Text found) =>
        new(ErrorCode.UnsupportedFormat,
            $"The file is {found.English}, not a picture that maple can read. Send PNG, JPEG, GIF, WebP or BMP.",
            $"这个文件是{found.Chinese},不是 maple 能读取的图片。请上传 PNG、JPEG、GIF、WebP 或 BMP。");

    public static MapleException NotAllowed(ImageFormat format, IReadOnlyList<string> allowed) =>
        new(ErrorCode.FormatNotAllowed,
            $"Pictures of the kind '{format.Extension}' are not allowed here. Allowed: {string.Join(", ", allowed)}.",
            $"此处不允许上传 {format.Extension} 格式的图片。允许的格式:{string.Join("、", allowed)}。");

    public static MapleException Corrupt(ImageFormat format, Text reason) =>
        new(ErrorCode.CorruptImage,
            $"The {Name(format)} picture is damaged: {reason.English}. Send the file again, or save it anew in an image program.",
            $"这张 {Name(format)} 图片已损坏:{reason.Chinese}。请重新上传,或用图像软件重新保存后再试。");

    public static MapleException CutOff(ImageFormat format) =>
        Corrupt(format, new("it ends in the middle", "文件不完整,中途截断"));

    public static MapleException Undecodable(ImageFormat format) =>
        Corrupt(format, new("its pixels can't be decoded to the end", "像素数据无法完整解码"));

    public static MapleException TooManyPixels(int width, int height, long limit) =>
        new(ErrorCode.TooManyPixels,
            $"The picture has {width} x {height} = {Grouped((long)width * height)} pixels; at most {Grouped(limit)} are allowed. Scale it down first.",
            $"图片尺寸为 {width} x {height},共 {Grouped((long)width * height)} 像素,上限为 {Grouped(limit)} 像素。请先缩小图片。");

    public static MapleException TooMuchMemory(int width, int height, long needed, long limit) =>
        new(ErrorCode.TooManyPixels,
            $"Decoding this picture of {width} x {height} pixels takes {needed >> 20} MB of memory; at most {limit >> 20} MB are allowed. Scale it down first, or save it as a non-interlaced PNG or baseline JPEG.",
            $"解码这张 {width} x {height} 的图片需要 {needed >> 20} MB 内存,上限为 {limit >> 20} MB。请先缩小图片,或另存为非隔行 PNG 或基线 JPEG。");

    /// <param name="atLeast">The count goes on; it was not followed to its end.</param>
    public static MapleException TooManyFrames(long frames, bool atLeast, int limit) =>
        new(ErrorCode.TooManyFrames,
            $"The animation has {(atLeast ? "at least " : "")}{Grouped(frames)} frames; at most {Grouped(limit)} are allowed. Shorten it.",
            $"动画{(atLeast ? "至少" : "")}有 {Grouped(frames)} 帧,上限为 {Grouped(limit)} 帧。请缩短动画。");

    public static MapleException Overloaded(int waiting) =>
        new(ErrorCode.Overloaded,
            $"{waiting} pictures are already waiting to be processed. Try again in a few seconds.",
            $"已有 {waiting} 张图片在等待处理,请过几秒再试。");

    public static MapleException Unsafe(ImageFormat format) =>
        Corrupt(format, new("decoding it took too long or went wrong, and was stopped", "解码耗时过长或出错，已被中止"));

    public static MapleException NoDecoder(Exception reason) =>
        new(ErrorCode.DecoderUnavailable,
            "Pictures can't be decoded at the moment: no process for it can be started. The log of maple has the reason.",
            "目前无法解码图片：无法启动解码进程，原因见 maple 的日志。", reason);

    private static string Name(ImageFormat format) => format == ImageFormat.WebP ? "WebP" : format == ImageFormat.Jpeg ? "JPEG" : format.Extension.ToUpperInvariant();

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
