using System.Globalization;
using Maple.Cli.CommandLine;

namespace Maple.Cli.Client;

/// <summary>
/// One line on standard error that shows how far an upload is; nothing where that is no terminal. Safe for use by several threads.
/// </summary>
internal sealed class ProgressBar(Terminal terminal, long total, TimeProvider time)
{
    private const double Megabyte = 1 << 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _sent;
    private long _drawnAt;
    private bool _isShown;

    public void Add(int bytes)
    {
        lock (_lock)
        {
            _sent += bytes;
            if (!terminal.ErrorIsTerminal || (_isShown && time.GetElapsedTime(_drawnAt) < s_interval))
                return;
            _drawnAt = time.GetTimestamp();
            _isShown = true;
            terminal.Error.Write($"\r{Line()}\e[K");
        }
    }

    /// <summary>Wipes the line and lets <paramref name="print"/> write where it stood.</summary>
    public void Interrupt(Action print)
    {
        lock (_lock)
        {
            if (_isShown)
                terminal.Error.Write("\r\e[K");
            _isShown = false;
            print();
        }
    }

    private string Line()
    {
        var part = total == 0 ? 1 : Math.Min(1, (double)_sent / total);
        var figures = string.Create(CultureInfo.InvariantCulture, $" {part,4:P0} {_sent / Megabyte:F1} / {total / Megabyte:F1} MB");
        var width = Math.Clamp(terminal.Columns - figures.Length - 3, 0, 40);
        return $"[{new string('#', (int)(part * width)).PadRight(width, '.')}]{figures}";
    }
}
