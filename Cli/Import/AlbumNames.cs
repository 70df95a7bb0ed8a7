using System.Text;
using Maple.Storage;

namespace Maple.Cli.Import;

/// <summary>What albums are called here whose names elsewhere are too long, or hold what no name may.</summary>
internal static class AlbumNames
{
    /// <summary>For each of the names one that is allowed. Different ones stay different, and the same names give the same ones in the next run.</summary>
    /// <param name="keepsEnd">Of long ones; else their beginning.</param>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> names, bool keepsEnd = false)
    {
        string[] all = [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, string> given = all.Where(IsAllowed).ToDictionary(name => name, StringComparer.Ordinal);
        // The store compares without regard to case.
        var taken = new HashSet<string>([.. given.Values, Album.DefaultName], StringComparer.OrdinalIgnoreCase);
        foreach (string name in all.Where(name => !given.ContainsKey(name)))
        {
            string plain = Plain(name).Trim(), mark = "";
            if (plain.Length == 0)
                plain = Rune.ReplacementChar.ToString();
            for (int i = 2; !taken.Add(given[name] = Short(plain, Names.MaxAlbum - mark.Length, keepsEnd) + mark); i++)
                mark = $" ({i})";
        }

        return given;
    }

    /// <summary>Without control characters, line separators and halves of surrogate pairs.</summary>
    public static string Plain(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? new Rune(' ') : rune).ToString()));

    private static bool IsAllowed(string name)
    {
        try
        {
            Names.CheckAlbum(name);
            return true;
        }
        catch (Errors.MapleException)
        {
            return false;
        }
    }

    private static string Short(string text, int length, bool keepsEnd)
    {
        if (text.Length <= length)
            return text;
        if (keepsEnd)
        {
            int start = text.Length - length;
            return text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..].TrimStart('/', ' ');
        }

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();
    }
}
