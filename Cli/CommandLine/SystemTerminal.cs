using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Maple.Cli.CommandLine;

/// <summary>The process's own streams, in UTF-8 whatever the locale's character set is.</summary>
internal sealed class SystemTerminal : Terminal
{
    private const int StandardInput = 0;
    private const int StandardError = 2;

    // Not Console's own: on a terminal that is an editor, which shows what is typed whatever termios(3) says.
    public override Stream In { get; } = new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    public override TextWriter Out { get; } = Writer(Console.OpenStandardOutput());
    public override TextWriter Error { get; } = Writer(Console.OpenStandardError());

    public override bool InIsTerminal => !Console.IsInputRedirected;
    public override bool ErrorIsTerminal => !Console.IsErrorRedirected;

    // 80: what is left when a terminal doesn't tell.
    public override int Columns => TerminalModes.Columns(StandardError) is > 0 and var columns ? columns : 80;

    public override IDisposable HideInput() => new EchoOff(StandardInput);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
}
