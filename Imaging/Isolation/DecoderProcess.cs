using System.Collections;
using Maple.Errors;
using Maple.Imaging.Skia;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Isolation;

/// <summary>A worker, seen from the one who started it, who alone uses it.</summary>
internal sealed class DecoderProcess : IDisposable
{
    /// <summary>The first argument that makes a worker of maple.</summary>
    public const string Argument = "decode-worker";

    // This very binary, whatever stands under its name by now.
    private const string Self = "/proc/self/exe";

    // A worker has 19 MB before its first picture (VmData), may keep the last one's buffer, and adds some MB to the pixels that are counted; the rest is
    // room for error.
    private const long OwnBytes = (128 << 20) + PageBuffer.MaxKept;

    // A start takes some 30 ms; a machine may be slow, or busy.
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _child;
    private readonly DescriptorSocket _socket;

    private DecoderProcess(ChildProcess child, DescriptorSocket socket)
    {
        _child = child;
        _socket = socket;
    }

    public Confined Confined { get; private set; }

    /// <summary>To be called on a thread that lives as long as the worker is to live: it dies with that thread.</summary>
    /// <param name="program">Null for this very binary.</param>
    /// <exception cref="IOException">No worker can be had.</exception>
    public static DecoderProcess Start(string? program, SafeFileHandle? library)
    {
        // Inherited, and so in force from the worker's first instruction.
        _ = Confinement.TryForbidNewPrivileges();
        (DescriptorSocket ours, DescriptorSocket theirs) = DescriptorSocket.Pair();
        DecoderProcess worker;
        using (theirs)
        {
            try
            {
                worker = new(ChildProcess.Start(program ?? Self, ["maple", Argument], Environment(), theirs.Handle, library), ours);
            }
            catch
            {
                ours.Dispose();
                throw;
            }
        }

        try
        {
            worker.AwaitStart();
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <exception cref="MapleException"><c>corrupt_image</c>: the pixels can't all be decoded.</exception>
    /// <exception cref="InvalidOperationException">Rendering failed for another reason.</exception>
    /// <exception cref="DecoderLostException">The worker is of no use any more.</exception>
    public Rendition[] Render(RenderJob job, SafeFileHandle file, TimeSpan time)
    {
        if (Confined != Confined.Development)
            _child.LimitMemory(OwnBytes + Renderer.AddressesFor(job.Info, job.Boxes[0]));
        try
        {
            job.SendTo(_socket, file);
            return RenderReply.Receive(_socket, job, Deadline.In(time));
        }
        catch (TimeoutException)
        {
            throw Lost($"not done after {time.TotalSeconds:0.###} s", isFromOutside: false);
        }
        catch (InvalidDataException e)
        {
            throw Lost($"answered what can't be: {e.Message}", isFromOutside: false);
        }
        catch (IOException)
        {
            ChildExit exit = _child.End();
            throw Lost($"ended by {exit}", exit.IsKilled);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _child.Dispose();
    }

    private DecoderLostException Lost(string cause, bool isFromOutside) => new($"worker {_child.Id}: {cause}", isFromOutside);

    private void AwaitStart()
    {
        Span<byte> confined = stackalloc byte[1];
        try
        {
            if (!_socket.Receive(confined, Deadline.In(s_startTime)))
                throw new IOException($"a worker ended at its start by {_child.End()}");
        }
        catch (TimeoutException e)
        {
            throw new IOException($"a worker did not start within {s_startTime.TotalSeconds} s", e);
        }

        Confined = (Confined)confined[0];
    }

    /// <summary>What the runtime is told by its environment; nothing else, since there may be secrets in it.</summary>
    private static IEnumerable<string> Environment() =>
        from DictionaryEntry variable in System.Environment.GetEnvironmentVariables()
        where ((string)variable.Key).StartsWith("DOTNET_", StringComparison.Ordinal)
        select $"{variable.Key}={variable.Value}";
}
