using System.Buffers.Binary;

namespace Maple.Imaging.Probe;

/// <summary>JPEG (ITU-T T.81 annex B): walks the segments up to the first scan.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    public static ImageInfo Read(HeaderReader reader, ImagingOptions limits)
    {
        reader.Skip(2);
        Frame? frame = null;
        int? orientation = null;
        bool metadata = false;
        while (true)
        {
            byte marker = NextMarker(reader);
            if (marker is EndOfImage or 0xD8)
                throw ImageErrors.Corrupt(ImageFormat.Jpeg, new("it holds no pixels", "其中没有像素数据"));
            int length = BinaryPrimitives.ReadUInt16BigEndian(reader.Read(2)) - 2;
            if (length < 0)
                throw ImageErrors.Corrupt(ImageFormat.Jpeg, new("a segment has no length", "某个数据段长度有误"));
            if (marker == StartOfScan)
                return Info(frame, scanned: reader.ReadByte(), orientation ?? 1, metadata);

            long end = reader.Position + length;
            if (IsFrame(marker))
            {
                frame ??= Frame.Read(reader, marker, length, limits);
            }
            else if (marker == 0xE1 && reader.Peek(6).SequenceEqual(Exif.Prefix))
            {
                metadata = true;
                orientation ??= Exif.ReadOrientation(reader, length);
            }
            else
            {
                metadata |= IsMetadata(marker, reader.Peek(12));
            }

            reader.Skip(end - reader.Position);
        }
    }

    // Like libjpeg, passes over stray bytes between segments and over the markers that stand alone (TEM, RSTn).
    private static byte NextMarker(HeaderReader reader)
    {
        byte marker = 0;
        while (marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7))
        {
            while (marker != 0xFF)
                marker = reader.ReadByte();
            while (marker == 0xFF)
                marker = reader.ReadByte();
        }

        return marker;
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // APP0 is JFIF, APP2 a colour profile (or more pictures), APP14 Adobe's colour transform; any other tells about people.
    private static bool IsMetadata(byte marker, ReadOnlySpan<byte> content) =>
        marker is >= 0xE1 and <= 0xEF and not 0xEE && !(marker == 0xE2 && content.StartsWith("ICC_PROFILE\0"u8));

    private static ImageInfo Info(Frame? frame, byte scanned, int orientation, bool metadata)
    {
        if (frame is null)
            throw ImageErrors.Corrupt(ImageFormat.Jpeg, new("it has no header", "缺少文件头"));

        // The decoder keeps all coefficients (2 bytes each) when a picture comes in more than one scan.
        bool interlaced = frame.IsProgressive || scanned < frame.Components;
        return new()
        {
            Format = ImageFormat.Jpeg,
            CodedWidth = frame.Width,
            CodedHeight = frame.Height,
            Orientation = orientation,
            HasMetadata = metadata,
            IsInterlaced = interlaced,
            WorkingBytes = interlaced ? (long)(2 * frame.SamplesPerPixel * frame.Width * frame.Height) : 64L * 4 * frame.Width,
        };
    }

    private sealed record Frame(int Width, int Height, int Components, double SamplesPerPixel, bool IsProgressive)
    {
        public static Frame Read(HeaderReader reader, byte marker, int length, ImagingOptions limits)
        {
            // T.81 table B.1: baseline, extended and progressive; the lossless and hierarchical kinds no decoder reads.
            if (marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA))
                throw ImageErrors.Unsupported(new("a lossless or hierarchical JPEG", "无损或分层 JPEG"));
            ReadOnlySpan<byte> header = reader.Read(6);
            int height = BinaryPrimitives.ReadUInt16BigEndian(header[1..]);
            int width = BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
            int components = header[5];
            ImageProbe.CheckSize(ImageFormat.Jpeg, width, height, limits);
            if (components is < 1 or > 4 || length < 6 + 3 * components)
                throw ImageErrors.Corrupt(ImageFormat.Jpeg, new($"it has {components} colour components", $"颜色分量数为 {components}"));

            ReadOnlySpan<byte> sampling = reader.Read(3 * components);
            int sum = 0, horizontal = 1, vertical = 1;
            for (int i = 0; i < components; i++)
            {
                int h = sampling[3 * i + 1] >> 4, v = sampling[3 * i + 1] & 15;
                sum += h * v;
                horizontal = Math.Max(horizontal, h);
                vertical = Math.Max(vertical, v);
            }

            return new(width, height, components, Math.Max(1, (double)sum / (horizontal * vertical)), marker is 0xC2 or 0xCA);
        }
    }
}
