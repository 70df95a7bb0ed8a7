using System.Buffers;
using System.Globalization;
using System.Text;
using Maple.Http.Parsing;
using Maple.Imaging;

namespace Maple.Http.Content.Zip;

/// <summary>
/// Gives pictures names that every system can unpack side by side: without separators, controls and the words that Windows keeps for devices, different without
/// regard to case, and with the extension of what they are.
/// </summary>
internal sealed class ZipNames
{
    /// <summary>In bytes of UTF-8: file systems take 255, and a number and an extension are to follow.</summary>
    private const int MaxLength = 200;

    private const string Fallback = "image";

    /// <summary>What Windows refuses in names, and what separates folders elsewhere.</summary>
    private static readonly SearchValues<char> s_refused = SearchValues.Create("/\\:*?\"<>|");

    private static readonly HashSet<string> s_devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => (string[])[$"COM{i}", $"LPT{i}"])], StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="name">What the picture is called.</param>
    /// <param name="extension">Of its format.</param>
    public string Take(string name, string extension)
    {
        int dot = name.LastIndexOf('.');
        bool hasExtension = dot > 0 && ImageFormat.ByExtension(name[(dot + 1)..]) is { } format && format == ImageFormat.ByExtension(extension);
        string ending = hasExtension ? name[dot..] : $".{extension}";
        string stem = Clean(hasExtension ? name[..dot] : name);
        string free = stem + ending;
        for (int number = _taken.GetValueOrDefault(free, 1); _taken.ContainsKey(free);)
        {
            number++;
            _taken[stem + ending] = number;
            free = string.Create(CultureInfo.InvariantCulture, $"{stem} ({number}){ending}");
        }

        _taken.Add(free, 1);
        return free;
    }

    private static string Clean(string stem)
    {
        var clean = new StringBuilder(stem.Length);
        int length = 0;
        foreach (Rune rune in stem.EnumerateRunes())
        {
            length += rune.Utf8SequenceLength;
            if (length > MaxLength)
                break;
            if (rune.IsBmp && s_refused.Contains((char)rune.Value))
                clean.Append('_');
            else if (!rune.IsBmp || !FileNames.IsUnprintable((char)rune.Value))
                clean.Append(rune);
        }

        // A dot in front hides a file, and one at the end is lost on Windows, as blanks are.
        string shown = clean.ToString().Trim().Trim('.').Trim();
        if (shown.Length == 0)
            return Fallback;
        return s_devices.Contains(shown.Split('.')[0].TrimEnd()) ? $"_{shown}" : shown;
    }
}
