using System.Text;

namespace Maple.Cli.CommandLine;

/// <summary>The three streams of a command. Results go to <see cref="Out"/>, talk to <see cref="Error"/>.</summary>
internal abstract class Terminal
{
    // Linux takes no longer line from a terminal (termios(3), 'canonical mode').
    private const int LongestLine = 4096;

    /// <summary>Without a buffer, so that what follows a line is there for others.</summary>
    public abstract Stream In { get; }

    public abstract TextWriter Out { get; }
    public abstract TextWriter Error { get; }

    public abstract bool InIsTerminal { get; }
    public abstract bool ErrorIsTerminal { get; }

    /// <summary>Width of the terminal in columns.</summary>
    public abstract int Columns { get; }

    /// <summary>As long as the answer lives, what is typed is not shown; only where <see cref="InIsTerminal"/>.</summary>
    public abstract IDisposable HideInput();

    /// <summary>Null at the end of the input.</summary>
    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/>: a line longer than anything that is asked for.</exception>
    public string? ReadLine()
    {
        var line = new List<byte>();
        int next;
        while ((next = In.ReadByte()) is not (-1 or '\n'))
        {
            line.Add((byte)next);
            if (line.Count > LongestLine)
                throw CommandException.Usage("a line on standard input is too long", "标准输入中有一行过长");
        }
        if (line is [.., (byte)'\r'])
            line.RemoveAt(line.Count - 1);
        return next < 0 && line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
    }
}
