using Maple.Errors;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Isolation;

/// <summary>
/// A worker process and the thread that owns it: starts it, gives it one job after the other, waits for it, ends it. The thread is needed because
/// the kernel ties the life of a child to the thread that started it, and those of the pool come and go.
/// </summary>
/// <param name="idleTime">Without work for so long, both end.</param>
internal sealed class Decoder(DecoderPool pool, TimeSpan idleTime)
{
    // It waits in two system calls; a thousand frames would fit.
    private const int StackSize = 256 << 10;

    private readonly object _gate = new();
    private Assignment? _next;
    private bool _isTold;

    /// <summary>With the job that it is made for.</summary>
    public void Start(Assignment first)
    {
        _next = first;
        new Thread(Run, StackSize) { IsBackground = true, Name = "decoder" }.Start();
    }

    /// <summary>To an idle one only. Null: it is to end.</summary>
    public void Give(Assignment? next)
    {
        lock (_gate)
        {
            _next = next;
            _isTold = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        DecoderProcess? worker = null;
        try
        {
            while (_next is { } job)
            {
                _next = null;
                if (!Do(job, ref worker))
                    return;
                if (!Wait(idleTime) && !pool.TryRemove(this))
                    Wait(Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            worker?.Dispose();
            pool.Ended();
        }
    }

    private bool Wait(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_isTold)
                Monitor.Wait(_gate, time);
            bool told = _isTold;
            _isTold = false;
            return told;
        }
    }

    /// <summary>False when the worker is of no use any more.</summary>
    private bool Do(Assignment job, ref DecoderProcess? worker)
    {
        Rendition[] renditions;
        try
        {
            worker ??= pool.StartWorker();
            renditions = worker.Render(job.Job, job.File, job.Time);
        }
        catch (Exception e)
        {
            bool isUsable = e is MapleException or InvalidOperationException;
            if (isUsable)
                pool.Return(this);
            else
                worker?.Dispose();
            job.Result.SetException(e);
            return isUsable;
        }

        // Before the answer: the next job must find it.
        pool.Return(this);
        job.Result.SetResult(renditions);
        return true;
    }

    /// <param name="File">Open until the result is there.</param>
    internal sealed record Assignment(RenderJob Job, SafeFileHandle File, TimeSpan Time)
    {
        public TaskCompletionSource<Rendition[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
