using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>PNG, third edition (W3C 2025), with its animation chunks. Walks all chunks up to IEND, so a file cut short is noticed here.</summary>
internal static class PngHeader
{
    public static ImageInfo Read(HeaderReader reader, ImagingOptions limits)
    {
        reader.Skip(8);
        ReadOnlySpan<byte> header = reader.Read(8 + 13 + 4);
        if (!header.StartsWith("\0\0\0\rIHDR"u8))
            throw ImageErrors.Corrupt(ImageFormat.Png, new("it has no header", "缺少文件头"));
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        bool interlaced = header[20] != 0;
        ImageProbe.CheckSize(ImageFormat.Png, width, height, limits);

        int orientation = 1;
        bool metadata = false, data = false;
        long announced = 1, frames = 0;
        while (true)
        {
            ReadOnlySpan<byte> chunk = reader.Read(8);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            ReadOnlySpan<byte> type = chunk[4..];
            if (type.SequenceEqual("IEND"u8))
                break;
            if (type.SequenceEqual("IDAT"u8))
            {
                data = true;
                reader.Skip(length);
            }
            else if (type.SequenceEqual("acTL"u8) && length >= 4)
            {
                announced = BinaryPrimitives.ReadUInt32BigEndian(reader.Read(4));
                ImageProbe.CheckFrames(announced, atLeast: false, limits);
                reader.Skip(length - 4);
            }
            else if (type.SequenceEqual("fcTL"u8))
            {
                ImageProbe.CheckFrames(++frames, atLeast: true, limits);
                reader.Skip(length);
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                metadata = true;
                orientation = Exif.ReadOrientation(reader, length);
            }
            else
            {
                metadata |= type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8);
                reader.Skip(length);
            }

            reader.Skip(4);
        }

        if (!data)
            throw ImageErrors.Corrupt(ImageFormat.Png, new("it holds no pixels", "其中没有像素数据"));
        return new()
        {
            Format = ImageFormat.Png,
            CodedWidth = (int)width,
            CodedHeight = (int)height,
            Orientation = orientation,
            Frames = (int)Math.Max(1, Math.Max(announced, frames)),
            HasMetadata = metadata,
            IsInterlaced = interlaced,
            WorkingBytes = interlaced ? 8L * width * height : 64L * 4 * width,
        };
    }
}
