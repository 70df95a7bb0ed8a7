using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>GIF87a and GIF89a: walks the blocks without decoding and stops at the limit of frames.</summary>
internal static class GifHeader
{
    private const byte Extension = 0x21, ImageDescriptor = 0x2C, Trailer = 0x3B;

    public static ImageInfo Read(HeaderReader reader, ImagingOptions limits)
    {
        reader.Skip(6);
        ReadOnlySpan<byte> screen = reader.Read(7);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(screen);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(screen[2..]);
        SkipColours(reader, screen[4]);

        int frames = 0;
        bool metadata = false;

        // Many encoders forget the trailer; a file that ends between two blocks is whole.
        while (reader.Remaining > 0)
        {
            byte block = reader.ReadByte();
            if (block == Trailer)
                break;
            if (block == Extension)
            {
                byte label = reader.ReadByte();
                metadata |= label == 0xFF && reader.Peek(12).EndsWith("XMP DataXMP"u8);
            }
            else if (block == ImageDescriptor)
            {
                ImageProbe.CheckFrames(++frames, atLeast: true, limits);
                ReadOnlySpan<byte> frame = reader.Read(9);
                if (frames == 1)
                {
                    // Decoders widen the screen to hold the first frame; some encoders leave it 0.
                    width = Math.Max(width, BinaryPrimitives.ReadUInt16LittleEndian(frame) + BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]));
                    height = Math.Max(height, BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]) + BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]));
                    ImageProbe.CheckSize(ImageFormat.Gif, width, height, limits);
                }

                SkipColours(reader, frame[8]);
                reader.Skip(1);
            }
            else
            {
                throw ImageErrors.Corrupt(ImageFormat.Gif, new($"0x{block:X2} is no kind of block", $"出现了无效的数据块 0x{block:X2}"));
            }

            SkipSubBlocks(reader);
        }

        if (frames == 0)
            throw ImageErrors.Corrupt(ImageFormat.Gif, new("it holds no picture", "其中没有图像"));
        return new()
        {
            Format = ImageFormat.Gif,
            CodedWidth = width,
            CodedHeight = height,
            Frames = frames,
            HasMetadata = metadata,

            // RGBA and the decoder's own indices.
            WorkingBytes = 5L * width * height,
        };
    }

    private static void SkipColours(HeaderReader reader, byte flags)
    {
        if ((flags & 0x80) != 0)
            reader.Skip(3 << ((flags & 7) + 1));
    }

    private static void SkipSubBlocks(HeaderReader reader)
    {
        for (byte length = reader.ReadByte(); length != 0; length = reader.ReadByte())
            reader.Skip(length);
    }
}
