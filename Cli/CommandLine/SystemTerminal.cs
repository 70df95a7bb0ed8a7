using System.Text;

namespace Maple.Cli.CommandLine;

/// <summary>The process's own streams, in UTF-8 whatever the locale's character set is.</summary>
internal sealed class SystemTerminal : Terminal
{
    private readonly Lazy<StreamReader> _lines = new(() => new StreamReader(Console.OpenStandardInput(), Encoding.UTF8));

    public override Stream In { get; } = Console.OpenStandardInput();
    public override TextWriter Out { get; } = Writer(Console.OpenStandardOutput());
    public override TextWriter Error { get; } = Writer(Console.OpenStandardError());

    public override bool InIsTerminal => !Console.IsInputRedirected;
    public override bool ErrorIsTerminal => !Console.IsErrorRedirected;

    // 80: what is left when a terminal doesn't tell.
    public override int Columns => Console.WindowWidth is > 0 and var columns ? columns : 80;

    public override string? ReadLine() => _lines.Value.ReadLine();

    public override string? ReadSecret()
    {
        var secret = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                return secret.ToString();
            if (key.KeyChar == '\x04')
                return secret.Length == 0 ? null : secret.ToString();
            if (key.Key == ConsoleKey.Backspace)
                secret.Length = Math.Max(0, secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.Append(key.KeyChar);
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
}
