using Maple.Imaging.Skia;
using Maple.Logging;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Isolation;

/// <summary>
/// Decodes in worker processes that can do nothing else. They are started when there is work and end when there has been none for a while, and all
/// their memory with them. How many work at the same time is the caller's business.
/// </summary>
/// <param name="program">What is started as a worker; null for this very binary.</param>
internal sealed class DecoderPool(TimeSpan decodeTime, Log log, string? program = null) : IRenderer, IDisposable
{
    // An upload by hand is followed by the next within that; a minute after a load the memory is free.
    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Decoder> _idle = [];
    private readonly Lock _libraryLock = new();
    private SafeFileHandle? _library;
    private int _alive;
    private bool _isClosed;
    private bool _hasToldConfinement;

    public async Task<Rendition[]> RenderAsync(SafeFileHandle file, ImageInfo info, Box[] boxes, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return await RunAsync(new(new(info, boxes), file, decodeTime));
            }
            catch (DecoderLostException e)
            {
                // Whoever killed it may not have meant the picture; what kills twice is not tried again.
                bool again = e.IsFromOutside && isFirst;
                log.Warning(
                    "a decoder was lost", ("reason", e.Message), ("format", info.Format.Extension), ("width", info.CodedWidth), ("height", info.CodedHeight),
                    ("bytes", info.FileBytes), ("again", again));
                if (!again)
                    throw ImageErrors.Unsafe(info.Format);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Error("no decoder can be started; [images] isolate = false decodes without them, unprotected", e);
                throw ImageErrors.NoDecoder(e);
            }
        }
    }

    /// <summary>Those without work end; the others do so when they have done theirs.</summary>
    public void Dispose()
    {
        Decoder[] idle;
        lock (_lock)
        {
            _isClosed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (Decoder decoder in idle)
            decoder.Give(null);
    }

    /// <summary>On the decoder's own thread.</summary>
    /// <exception cref="IOException"></exception>
    public DecoderProcess StartWorker()
    {
        DecoderProcess worker = DecoderProcess.Start(program, Library());
        if (worker.Confined is Confined.Not or Confined.WithoutFilter && !Interlocked.Exchange(ref _hasToldConfinement, true))
            log.Warning("this system has no filter for system calls: decoders are processes of their own, but less confined", ("confined", worker.Confined.ToString()));
        return worker;
    }

    /// <summary>A decoder has no work.</summary>
    public void Return(Decoder decoder)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _idle.Add(decoder);
                return;
            }
        }

        decoder.Give(null);
    }

    /// <summary>A decoder wants to end. False when it has been given work, or the order to end, at this moment.</summary>
    public bool TryRemove(Decoder decoder)
    {
        lock (_lock)
            return _idle.Remove(decoder);
    }

    /// <summary>A decoder's worker is no more.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            if (--_alive > 0)
                return;
            lock (_libraryLock)
            {
                _library?.Dispose();
                _library = null;
            }
        }
    }

    private Task<Rendition[]> RunAsync(Decoder.Assignment job)
    {
        Decoder? idle;
        lock (_lock)
        {
            // The one that worked last: the others grow old and end.
            idle = _idle.LastOrDefault();
            if (idle is null)
                _alive++;
            else
                _idle.RemoveAt(_idle.Count - 1);
        }

        if (idle is not null)
            idle.Give(job);
        else
            new Decoder(this, s_idleTime).Start(job);
        return job.Result.Task;
    }

    /// <summary>Unpacked once for all workers, and kept for as long as there are any.</summary>
    private SafeFileHandle? Library()
    {
        lock (_libraryLock)
            return _library ??= SkiaLibrary.Unpack();
    }
}
