using Maple.Errors;
using Maple.Imaging.Skia;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Isolation;

/// <summary>
/// The other side of <see cref="DecoderProcess"/>: the whole of a worker's life. Descriptor 0 is the socket, 3 the decoder's library; pictures come over
/// the socket, as open descriptors. Before the first one it gives up every right that decoding does not need.
/// </summary>
internal static class DecodeWorker
{
    private const int LibraryDescriptor = 3;

    // The socket, three standard ones, a picture, and what the runtime may hold.
    private const int MaxDescriptors = 16;

    // Among the first that the kernel kills when memory runs out, long before the daemon (proc_pid_oom_score_adj(5): -1000 to 1000).
    private const string Expendable = "500";

    public static int Run()
    {
        PageBuffer.KeepsLast = true;
        using DescriptorSocket socket = new(new SafeFileHandle(0, ownsHandle: true));
        using (SafeFileHandle? library = SkiaLibrary.IsCarried ? new SafeFileHandle(LibraryDescriptor, ownsHandle: true) : null)
            socket.Send([(byte)Confine(library)]);
        while (RenderJob.ReceiveFrom(socket, out SafeFileHandle file) is { } job)
        {
            using (file)
                Work(socket, job, file);
        }

        return 0;
    }

    /// <summary>The same confinement, for a look at it: without a daemon that hands over the library.</summary>
    public static Confined ConfineAlone()
    {
        using SafeFileHandle? library = SkiaLibrary.Unpack();
        return Confine(library);
    }

    private static Confined Confine(SafeFileHandle? library)
    {
        TryBecomeExpendable();
        Confinement.DieWithParent();
        bool privileges = Confinement.TryForbidNewPrivileges();
        // The last that needs the file system.
        SkiaLibrary.Use(library);
        if (!privileges)
            return Confined.Not;

        // A runtime that compiles needs files, even writes some, threads and memory that can be executed: builds for development are not confined
        // further. (RuntimeFeature calls them ahead-of-time compiled as well.) Only the published binary carries the library.
        if (library is null)
            return Confined.Development;
        Confinement.ForbidFiles();
        Confinement.ForbidGrowth(MaxDescriptors);
        return SystemCallFilter.TryApply() ? Confined.Filtered : Confined.WithoutFilter;
    }

    private static void Work(DescriptorSocket socket, RenderJob job, SafeFileHandle file)
    {
        Rendition[] renditions;
        try
        {
            renditions = Renderer.Render(file, job.Info, job.Boxes);
        }
        catch (MapleException e) when (e.Code == ErrorCode.CorruptImage)
        {
            RenderReply.SendDamaged(socket);
            return;
        }
        catch (Exception e) when (e is InvalidOperationException or InsufficientMemoryException or IOException)
        {
            RenderReply.SendFailed(socket, e);
            return;
        }

        RenderReply.Send(socket, renditions);
        foreach (Rendition rendition in renditions)
            rendition.Dispose();
    }

    private static void TryBecomeExpendable()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", Expendable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc: then the kernel judges by size, and a worker that eats memory is the largest.
        }
    }
}

/// <summary>How far a worker could give up its rights.</summary>
internal enum Confined : byte
{
    Not,
    Development,
    WithoutFilter,
    Filtered,
}
