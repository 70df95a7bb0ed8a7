using System.Diagnostics;
using System.Text;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>A command on a real terminal, which python makes, with a person at it.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const string Script =
        """
        import os, pty, sys
        code = os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:]))
        sys.exit(code if code >= 0 else 128 - code)
        """;

    private readonly Process _python;
    private readonly StringBuilder _screen = new();
    private int _read;

    public PseudoTerminal(string folder, params string[] arguments)
    {
        var start = Daemon.StartInfo(folder, ["-c", Script, Daemon.Binary, .. arguments]);
        start.FileName = "/usr/bin/python3";
        start.RedirectStandardInput = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = new UTF8Encoding(false);
        _python = Process.Start(start)!;
        _python.StandardInput.AutoFlush = true;
    }

    /// <param name="steps">What to wait for on the screen, and what to type then; a line ends with <c>\n</c>.</param>
    public static async Task<CommandResult> RunAsync(string folder, string[] arguments, params (string Expected, string Typed)[] steps)
    {
        using var terminal = new PseudoTerminal(folder, arguments);
        foreach (var (expected, typed) in steps)
        {
            await terminal.SeeAsync(expected);
            await terminal.TypeAsync(typed);
        }
        return await terminal.EndAsync();
    }

    /// <summary>Returns when the screen shows it, behind what was waited for before.</summary>
    public async Task SeeAsync(string text)
    {
        int at;
        while ((at = _screen.ToString().IndexOf(text, _read, StringComparison.Ordinal)) < 0)
            if (!await ReadAsync())
                Assert.Fail($"it ended without '{text}': {_screen}{await _python.StandardError.ReadToEndAsync()}");
        _read = at + text.Length;
    }

    public Task TypeAsync(string text) => _python.StandardInput.WriteAsync(text);

    /// <returns>All that the screen has shown as the output; 128 and the signal's number where one ended the command.</returns>
    public async Task<CommandResult> EndAsync()
    {
        while (await ReadAsync())
        {
        }
        await _python.WaitForExitAsync();
        return new(_python.ExitCode, _screen.ToString(), await _python.StandardError.ReadToEndAsync());
    }

    public void Dispose()
    {
        if (!_python.HasExited)
            _python.Kill(entireProcessTree: true);
        _python.Dispose();
    }

    private async Task<bool> ReadAsync()
    {
        var some = new char[4096];
        var count = await _python.StandardOutput.ReadAsync(some).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        _screen.Append(some, 0, count);
        return count > 0;
    }
}
