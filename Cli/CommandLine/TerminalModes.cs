using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Maple.Cli.CommandLine;

/// <summary>The modes and the size of a terminal: termios(3) and tty_ioctl(4), the same on x64 and arm64, in glibc and musl.</summary>
[InlineArray(15)]
internal partial struct TerminalModes
{
    // asm-generic/termbits.h, asm-generic/ioctls.h
    private const int LocalModes = 3; // the fourth of 15 words
    private const uint Echo = 0x8;
    private const uint EchoNewline = 0x40;
    private const int AfterOutput = 1; // TCSADRAIN
    private const int AfterOutputDiscardingInput = 2; // TCSAFLUSH
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    private uint _word;

    public static TerminalModes Of(int terminal)
    {
        _ = GetAttributes(terminal, out var modes);
        return modes;
    }

    public readonly TerminalModes WithoutEcho()
    {
        var modes = this;
        modes[LocalModes] = (modes[LocalModes] & ~Echo) | EchoNewline;
        return modes;
    }

    public readonly void Set(int terminal, bool discardInput = false) =>
        SetAttributes(terminal, discardInput ? AfterOutputDiscardingInput : AfterOutput, this);

    /// <summary>0 when it doesn't tell.</summary>
    public static int Columns(int terminal) => Ioctl(terminal, GetWindowSize, out var size) == 0 ? size.Columns : 0;

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int terminal, out TerminalModes modes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int terminal, int when, in TerminalModes modes);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int terminal, nuint request, out WindowSize size);

    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
