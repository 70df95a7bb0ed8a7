using System.Text;

namespace Maple.Logging;

/// <summary>Characters with which a value could forge a line, steer a terminal or reverse what a reader sees.</summary>
internal static class Unprintable
{
    /// <summary>Unicode UAX #9, section 2.</summary>
    public static readonly (char First, char Last)[] BidirectionalControls = [('\u200E', '\u200F'), ('\u202A', '\u202E'), ('\u2066', '\u2069')];

    private const int LineSeparator = 0x2028;
    private const int ParagraphSeparator = 0x2029;

    public static bool Is(Rune rune)
    {
        if (rune.IsAscii || Rune.IsControl(rune))
            return Rune.IsControl(rune);
        if (rune.Value is LineSeparator or ParagraphSeparator)
            return true;
        foreach ((char first, char last) in BidirectionalControls)
        {
            if (rune.Value >= first && rune.Value <= last)
                return true;
        }

        return false;
    }
}
