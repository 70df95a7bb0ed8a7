namespace Maple.Cli.CommandLine;

/// <summary>The three streams of a command. Results go to <see cref="Out"/>, talk to <see cref="Error"/>.</summary>
internal abstract class Terminal
{
    public abstract Stream In { get; }
    public abstract TextWriter Out { get; }
    public abstract TextWriter Error { get; }

    public abstract bool InIsTerminal { get; }
    public abstract bool ErrorIsTerminal { get; }

    /// <summary>Width of the terminal in columns.</summary>
    public abstract int Columns { get; }

    /// <summary>Null at the end of the input.</summary>
    /// <param name="question">Written to <see cref="Error"/> first.</param>
    public abstract string? ReadLine(string question);

    /// <summary>As <see cref="ReadLine"/>, but what is typed is not shown; only on a terminal.</summary>
    public abstract string? ReadSecret(string question);
}
