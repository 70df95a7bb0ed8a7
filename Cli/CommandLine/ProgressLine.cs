using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>One line on standard error that says how far something is; nothing where that is no terminal.</summary>
internal sealed class ProgressLine(Terminal terminal, Language language, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private long _drawnAt;
    private bool _isShown;

    /// <param name="text">Asked only when it is time to draw.</param>
    public void Show(Func<Text> text)
    {
        if (!terminal.ErrorIsTerminal || (_isShown && time.GetElapsedTime(_drawnAt) < s_interval))
            return;
        _drawnAt = time.GetTimestamp();
        _isShown = true;
        terminal.Error.Write($"\r{text().In(language)}\e[K");
    }

    public void Clear()
    {
        if (_isShown)
            terminal.Error.Write("\r\e[K");
        _isShown = false;
    }
}
