using System.Runtime.InteropServices;

namespace Maple.Cli.CommandLine;

/// <summary>A terminal shows nothing that is typed, but for the end of the line, as long as this lives.</summary>
internal sealed class EchoOff : IDisposable
{
    private readonly int _terminal;
    private readonly TerminalModes _before;
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="terminal">Its descriptor. What was typed before is discarded: it was not meant as the answer.</param>
    public EchoOff(int terminal)
    {
        _terminal = terminal;
        _before = TerminalModes.Of(terminal);
        // Ctrl-C at the question must not leave a shell that shows nothing.
        _signals = Array.ConvertAll(
            [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP],
            signal => PosixSignalRegistration.Create(signal, _ => _before.Set(_terminal)));
        _before.WithoutEcho().Set(terminal, discardInput: true);
    }

    public void Dispose()
    {
        _before.Set(_terminal);
        foreach (var signal in _signals)
            signal.Dispose();
    }
}
