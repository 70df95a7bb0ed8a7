using System.Text;

namespace Maple.Logging;

/// <summary>Characters with which a value could forge a line, steer a terminal or reverse what a reader sees.</summary>
internal static class Unprintable
{
    /// <summary>Unicode UAX #9, section 2.</summary>
    public static readonly (char First, char Last)[] BidirectionalControls = [('\u200E', '\u200F'), ('\u202A', '\u202E'), ('\u2066', '\u2069')];

    private const int LineSeparator = 0x2028;
    private const int ParagraphSeparator = 0x2029;

    public static bool Is(Rune rune) =>
        Rune.IsControl(rune)
        || rune.Value is LineSeparator or ParagraphSeparator
        || Array.Exists(BidirectionalControls, range => rune.Value >= range.First && rune.Value <= range.Last);
}
