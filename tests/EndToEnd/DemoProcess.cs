using System.Diagnostics;

namespace Maple.Tests.EndToEnd;

/// <summary>A <c>maple demo</c> on a free port, with all its pictures.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    // Without optimisation, on a busy machine, a picture takes many seconds to draw.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private DemoProcess(string temporary, int pictures)
    {
        ProcessStartInfo start = Daemon.StartInfo(temporary, ["demo", "--pictures", $"{pictures}", "--listen", "127.0.0.1:0"]);
        start.RedirectStandardError = false;
        start.Environment["TMPDIR"] = temporary;
        _process = Process.Start(start)!;
    }

    public Uri Address { get; private set; } = null!;
    public string Username { get; private set; } = "";
    public string Password { get; private set; } = "";
    public string Key { get; private set; } = "";

    public static async Task<DemoProcess> StartAsync(string temporary, int pictures)
    {
        var demo = new DemoProcess(temporary, pictures);
        demo.Address = new Uri(await demo.LineAsync());
        demo.Username = await demo.LineAsync();
        demo.Password = await demo.LineAsync();
        demo.Key = await demo.LineAsync();
        return demo;
    }

    /// <summary>Ends it as a terminal does, and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException("the demo ended early");
}
