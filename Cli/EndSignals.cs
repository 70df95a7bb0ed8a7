using System.Runtime.InteropServices;

namespace Maple.Cli;

/// <summary>SIGTERM and SIGINT ask a daemon to end; the second of them does so at once.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly TaskCompletionSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    public EndSignals() => _registrations = [Take(PosixSignal.SIGTERM), Take(PosixSignal.SIGINT)];

    public Task Asked => _asked.Task;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private PosixSignalRegistration Take(PosixSignal signal) => PosixSignalRegistration.Create(signal, context => context.Cancel = _asked.TrySetResult());
}
