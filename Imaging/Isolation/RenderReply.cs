using System.Buffers;
using System.Runtime.InteropServices;
using Maple.Errors;
using Maple.Imaging.Probe;
using Maple.Imaging.Skia;
using Maple.Unix;

namespace Maple.Imaging.Isolation;

/// <summary>What a worker answers. It may be in a picture's hands by then, so the reader believes nothing that it can't check.</summary>
internal static class RenderReply
{
    private const int Rendered = 1, Damaged = 2, Failed = 3;

    // A message for the log.
    private const int MaxReason = 1_000;

    public static void Send(DescriptorSocket socket, Rendition[] renditions)
    {
        socket.Send(Bytes(new Header { Outcome = Rendered }));
        foreach (Rendition rendition in renditions)
        {
            socket.Send(Bytes(new Part
            {
                Format = Array.IndexOf(ImageFormat.All, rendition.Format),
                Width = rendition.Width,
                Height = rendition.Height,
                Length = rendition.IsFileItself ? 0 : rendition.Bytes.Length,
            }));
            if (!rendition.IsFileItself)
                socket.Send(rendition.Bytes.Span);
        }
    }

    public static void SendDamaged(DescriptorSocket socket) => socket.Send(Bytes(new Header { Outcome = Damaged }));

    public static void SendFailed(DescriptorSocket socket, Exception e)
    {
        string text = $"{e.GetType().Name}: {e.Message}";
        byte[] reason = System.Text.Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, MaxReason / 4)]);
        socket.Send(Bytes(new Header { Outcome = Failed, ReasonLength = reason.Length }));
        socket.Send(reason);
    }

    /// <exception cref="MapleException"><c>corrupt_image</c>: the worker says so.</exception>
    /// <exception cref="InvalidOperationException">Rendering failed for another reason; the worker goes on.</exception>
    /// <exception cref="InvalidDataException">No worker in its right mind answers so.</exception>
    /// <exception cref="EndOfStreamException">The worker is gone.</exception>
    /// <exception cref="TimeoutException"></exception>
    public static Rendition[] Receive(DescriptorSocket socket, RenderJob job, Deadline deadline)
    {
        Header header = Read<Header>(socket, deadline);
        switch (header.Outcome)
        {
            case Rendered:
                return ReceiveRenditions(socket, job, deadline);
            case Damaged:
                throw ImageErrors.Undecodable(job.Info.Format);
            case Failed when header.ReasonLength is >= 0 and <= MaxReason:
                byte[] reason = new byte[header.ReasonLength];
                Fill(socket, reason, deadline);
                throw new InvalidOperationException($"the decoder failed: {System.Text.Encoding.UTF8.GetString(reason)}");
            default:
                throw new InvalidDataException("no such outcome");
        }
    }

    private static Rendition[] ReceiveRenditions(DescriptorSocket socket, RenderJob job, Deadline deadline)
    {
        var renditions = new Rendition[job.Boxes.Length];
        try
        {
            for (int i = 0; i < renditions.Length; i++)
            {
                renditions[i] = ReceiveRendition(socket, job.Info, job.Boxes[i], deadline);
                if (renditions[i].Format != renditions[0].Format)
                    throw new InvalidDataException("renditions of two formats");
            }

            return renditions;
        }
        catch
        {
            foreach (Rendition? rendition in renditions)
                rendition?.Dispose();
            throw;
        }
    }

    private static Rendition ReceiveRendition(DescriptorSocket socket, ImageInfo info, Box box, Deadline deadline)
    {
        Part part = Read<Part>(socket, deadline);
        if ((part.Width, part.Height) != box.Fit(info.Width, info.Height))
            throw new InvalidDataException($"a rendition of {part.Width} x {part.Height} pixels");
        if ((uint)part.Format >= ImageFormat.All.Length)
            throw new InvalidDataException("no such format");
        if (part.Length == 0)
        {
            return FormatChoice.IsReusable(info) && (part.Width, part.Height) == (info.Width, info.Height)
                ? Rendition.OfFileItself(info)
                : throw new InvalidDataException("a file that is no rendition of itself");
        }

        if (part.Length < 0 || part.Length > Encoder.MaxBytes(part.Width, part.Height))
            throw new InvalidDataException($"a rendition of {part.Length} bytes");

        ImageFormat format = ImageFormat.All[part.Format];
        byte[] bytes = ArrayPool<byte>.Shared.Rent(part.Length);
        Rendition rendition = new(bytes, part.Length, format, part.Width, part.Height);
        try
        {
            Fill(socket, bytes.AsSpan(0, part.Length), deadline);
            return Signature.Recognise(rendition.Bytes.Span) == format
                ? rendition
                : throw new InvalidDataException("a rendition that is not of its format");
        }
        catch
        {
            rendition.Dispose();
            throw;
        }
    }

    private static T Read<T>(DescriptorSocket socket, Deadline deadline) where T : unmanaged
    {
        T value = default;
        Fill(socket, MemoryMarshal.AsBytes(new Span<T>(ref value)), deadline);
        return value;
    }

    private static void Fill(DescriptorSocket socket, Span<byte> bytes, Deadline deadline)
    {
        if (!socket.Receive(bytes, deadline))
            throw new EndOfStreamException();
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private struct Header
    {
        public int Outcome;
        public int ReasonLength;
    }

    private struct Part
    {
        public int Format;
        public int Width;
        public int Height;

        /// <summary>0: it is the file itself.</summary>
        public int Length;
    }
}
