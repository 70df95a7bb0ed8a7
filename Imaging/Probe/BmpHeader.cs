using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>BMP with OS/2's or any Windows header.</summary>
internal static class BmpHeader
{
    private const uint CoreHeader = 12, InfoHeader = 40;

    public static ImageInfo Read(HeaderReader reader, ImagingOptions limits)
    {
        reader.Skip(14);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(reader.Read(4));
        long width, height;
        uint compression = 0;
        if (size == CoreHeader)
        {
            ReadOnlySpan<byte> header = reader.Read(4);
            width = BinaryPrimitives.ReadUInt16LittleEndian(header);
            height = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        }
        else if (size >= InfoHeader)
        {
            ReadOnlySpan<byte> header = reader.Read(16);
            width = BinaryPrimitives.ReadInt32LittleEndian(header);

            // Negative: the rows are stored from the top.
            height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[4..]));
            compression = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        }
        else
        {
            throw ImageErrors.Corrupt(ImageFormat.Bmp, new($"its header has {size} bytes", $"文件头长度为 {size} 字节"));
        }

        ImageProbe.CheckSize(ImageFormat.Bmp, width, height, limits);
        bool runLengths = compression is 1 or 2;
        return new()
        {
            Format = ImageFormat.Bmp,
            CodedWidth = (int)width,
            CodedHeight = (int)height,
            IsInterlaced = runLengths,
            WorkingBytes = runLengths ? 4 * width * height : 64L * 4 * width,
        };
    }
}
