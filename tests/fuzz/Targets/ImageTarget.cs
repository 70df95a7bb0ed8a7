using Maple.Errors;
using Maple.Fuzz.Engine;
using Maple.Imaging;
using Maple.Imaging.Probe;

namespace Maple.Fuzz.Targets;

/// <summary>The readers of picture headers: what they let through is within every limit.</summary>
internal sealed class ImageTarget() : Target("image"), IDisposable
{
    private static readonly ImagingOptions s_limits = new() { MaxFrames = 20 };

    // Memory, not a disk: the probe reads files.
    private readonly FileStream _file = new(
        $"/dev/shm/maple-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}",
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0 });

    public override int MaxLength => 8192;

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. Pieces.Of(
            "\x89PNG\r\n\x1a\n", "IHDR", "IDAT", "IEND", "acTL", "fcTL", "fdAT", "eXIf", "tEXt", "iTXt", "zTXt", "PLTE", "\0\0\0\0IEND\xae\x42\x60\x82", "GIF89a", "GIF87a", "\x21\xf9\x04", "\x21\xff\x0bXMP DataXMP",
            "\x2c\0\0\0\0", "\x3b", "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "EXIF", "XMP ", "\x9d\x01\x2a", "\x2f", "BM", "\xff\xd8\xff", "\xff\xc0\0\x11\x08", "\xff\xc2", "\xff\xda", "\xff\xd9", "\xff\xe1",
            "\xff\xd0", "Exif\0\0", "II*\0\x08\0\0\0", "MM\0*\0\0\0\x08", "\x12\x01\x03\0\x01\0\0\0\x06\0", "\x01\x12\0\x03\0\0\0\x01\0\x06", "http://ns.adobe.com/xap/1.0/\0"),
    ];

    public override long MayAllocate(int length) => 32 << 10;

    public override string? Check(byte[] input)
    {
        _file.SetLength(input.Length);
        RandomAccess.Write(_file.SafeFileHandle, input, 0);
        try
        {
            ImageInfo info = ImageProbe.Read(_file.SafeFileHandle, s_limits);
            Finding.Unless(info.Pixels >= 1 && info.Pixels <= s_limits.MaxPixels && info.CodedWidth >= 1 && info.CodedHeight >= 1, $"{info.CodedWidth} x {info.CodedHeight} pixels");
            Finding.Unless(info.Frames >= 1 && info.Frames <= s_limits.MaxFrames, $"{info.Frames} frames");
            Finding.Unless(info.Orientation is >= 1 and <= 8, $"orientation {info.Orientation}");
            Finding.Unless(info.WorkingBytes > 0 && info.FileBytes == input.Length, $"{info.WorkingBytes} bytes for {info.FileBytes}");
        }
        catch (MapleException refusal)
        {
            Answers.Check(refusal);
        }

        return null;
    }

    public void Dispose() => _file.Dispose();
}
