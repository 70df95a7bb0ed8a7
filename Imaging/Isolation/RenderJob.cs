using System.Runtime.InteropServices;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Isolation;

/// <summary>What a worker is asked for. Its file travels beside it, as an open descriptor.</summary>
/// <param name="Info">What the header said; the limits were held against it.</param>
/// <param name="Boxes">Largest first, at most <see cref="MaxBoxes"/>.</param>
internal sealed record RenderJob(ImageInfo Info, Box[] Boxes)
{
    // An upload has two.
    public const int MaxBoxes = 4;

    public void SendTo(DescriptorSocket socket, SafeFileHandle file)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Boxes.Length, MaxBoxes);
        var wire = new Wire
        {
            Format = Array.IndexOf(ImageFormat.All, Info.Format),
            Width = Info.CodedWidth,
            Height = Info.CodedHeight,
            Orientation = Info.Orientation,
            Frames = Info.Frames,
            HasMetadata = Info.HasMetadata ? 1 : 0,
            IsInterlaced = Info.IsInterlaced ? 1 : 0,
            Boxes = Boxes.Length,
            FileBytes = Info.FileBytes,
            WorkingBytes = Info.WorkingBytes,
        };
        for (int i = 0; i < Boxes.Length; i++)
            wire.Sides[i] = (Boxes[i].Width ?? -1, Boxes[i].Height ?? -1);
        socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<Wire>(in wire)), file);
    }

    /// <summary>Null when there will be no more.</summary>
    public static RenderJob? ReceiveFrom(DescriptorSocket socket, out SafeFileHandle file)
    {
        Wire wire = default;
        if (socket.ReceiveWithDescriptor(MemoryMarshal.AsBytes(new Span<Wire>(ref wire))) is not { } received)
        {
            file = new SafeFileHandle();
            return null;
        }

        file = received;
        var boxes = new Box[wire.Boxes];
        for (int i = 0; i < boxes.Length; i++)
            boxes[i] = new(Side(wire.Sides[i].Width), Side(wire.Sides[i].Height));
        ImageInfo info = new()
        {
            Format = ImageFormat.All[wire.Format],
            CodedWidth = wire.Width,
            CodedHeight = wire.Height,
            Orientation = wire.Orientation,
            Frames = wire.Frames,
            HasMetadata = wire.HasMetadata != 0,
            IsInterlaced = wire.IsInterlaced != 0,
            FileBytes = wire.FileBytes,
            WorkingBytes = wire.WorkingBytes,
        };
        return new(info, boxes);

        static int? Side(int pixels) => pixels < 0 ? null : pixels;
    }

    // Both ends are the same binary, so the layout is the compiler's.
    private struct Wire
    {
        public int Format;
        public int Width;
        public int Height;
        public int Orientation;
        public int Frames;
        public int HasMetadata;
        public int IsInterlaced;
        public int Boxes;
        public long FileBytes;
        public long WorkingBytes;
        public FourSides Sides;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxBoxes)]
    private struct FourSides
    {
        private (int Width, int Height) _first;
    }
}
