using Maple.Cli.CommandLine;
using Maple.Imaging.Isolation;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Cli;

/// <summary>
/// <c>maple decode-worker</c>, which the daemon starts and no help names. It stands before the table of commands: a worker's start is a part of somebody's upload.
/// </summary>
internal static class WorkerEntry
{
    private const string SelfTest = "--self-test";

    public static bool IsMeant(string[] arguments) => arguments is [DecoderProcess.Argument] or [DecoderProcess.Argument, SelfTest];

    public static ExitCode Run(string[] arguments)
    {
        if (arguments.Length > 1)
            return Test();
        try
        {
            DecodeWorker.Run();
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or DllNotFoundException)
        {
            // The daemon is gone, or there never was one.
            return ExitCode.InputOutput;
        }
    }

    /// <summary>Confines itself as a worker does and tells, to a pipe, what it can still do: a line for each call.</summary>
    private static ExitCode Test()
    {
        // Not the console: it opens what it needs when it needs it, and nothing can be opened later.
        using var output = new StreamWriter(new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0));
        Confined confined = DecodeWorker.ConfineAlone();
        output.WriteLine($"confined\t{confined}");
        foreach ((string name, int error) in ForbiddenCalls.Try())
            output.WriteLine($"{name}\t{(error == Errno.EPERM ? "refused" : $"error {error}")}");
        return confined == Confined.Filtered ? ExitCode.Ok : ExitCode.Failed;
    }
}
