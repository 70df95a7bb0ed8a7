using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>WebP (RFC 9649): the chunks of the RIFF container, their contents skipped.</summary>
internal static class WebPHeader
{
    private const int ExifFlag = 0x08, XmpFlag = 0x04, AnimationFlag = 0x02;

    public static ImageInfo Read(HeaderReader reader, ImagingOptions limits)
    {
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(reader.Read(12)[4..]);
        if (end > reader.Length)
            throw ImageErrors.CutOff(ImageFormat.WebP);

        (int Width, int Height)? size = null;
        int flags = 0, frames = 0, orientation = 1;
        bool lossless = false, image = false;
        while (end - reader.Position >= 8)
        {
            ReadOnlySpan<byte> header = reader.Read(8);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            ReadOnlySpan<byte> type = header[..4];
            long next = reader.Position + length + (length & 1);

            if (type.SequenceEqual("VP8X"u8))
            {
                ReadOnlySpan<byte> extended = reader.Read(10);
                flags = extended[0];
                size = (1 + UInt24(extended[4..]), 1 + UInt24(extended[7..]));
                ImageProbe.CheckSize(ImageFormat.WebP, size.Value.Width, size.Value.Height, limits);
            }
            else if (type.SequenceEqual("VP8 "u8))
            {
                size ??= Lossy(reader);
                image = true;
            }
            else if (type.SequenceEqual("VP8L"u8))
            {
                size ??= Lossless(reader);
                image = lossless = true;
            }
            else if (type.SequenceEqual("ANMF"u8))
            {
                ImageProbe.CheckFrames(++frames, atLeast: true, limits);
            }
            else if (type.SequenceEqual("EXIF"u8))
            {
                flags |= ExifFlag;
                orientation = Exif.ReadOrientation(reader, length);
            }
            else if (type.SequenceEqual("XMP "u8))
            {
                flags |= XmpFlag;
            }

            // The last chunk's padding is often left out.
            reader.Skip(Math.Min(next, Math.Max(end, next - (length & 1))) - reader.Position);
        }

        if (size is not { } found || (!image && frames == 0))
            throw ImageErrors.Corrupt(ImageFormat.WebP, new("it holds no pixels", "其中没有像素数据"));
        ImageProbe.CheckSize(ImageFormat.WebP, found.Width, found.Height, limits);
        long pixels = (long)found.Width * found.Height;
        return new()
        {
            Format = ImageFormat.WebP,
            CodedWidth = found.Width,
            CodedHeight = found.Height,
            Orientation = orientation,
            Frames = Math.Max(1, frames),
            HasMetadata = (flags & (ExifFlag | XmpFlag)) != 0,
            WorkingBytes = lossless || (flags & AnimationFlag) != 0 ? 4 * pixels : 64L * 4 * found.Width,
        };
    }

    // RFC 6386, section 9.1: frame tag, start code, 14 bits each of width and height.
    private static (int, int) Lossy(HeaderReader reader)
    {
        ReadOnlySpan<byte> header = reader.Read(10);
        if (header[3] != 0x9D || header[4] != 0x01 || header[5] != 0x2A)
            throw ImageErrors.Corrupt(ImageFormat.WebP, new("it does not begin with a key frame", "缺少关键帧"));
        return (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) & 0x3FFF);
    }

    // RFC 9649, section 3.4.
    private static (int, int) Lossless(HeaderReader reader)
    {
        ReadOnlySpan<byte> header = reader.Read(5);
        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        if (header[0] != 0x2F)
            throw ImageErrors.Corrupt(ImageFormat.WebP, new("the lossless signature is wrong", "无损编码标识有误"));
        return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
