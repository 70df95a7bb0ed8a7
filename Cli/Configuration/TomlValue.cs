using System.Globalization;
using System.Text;

namespace Maple.Cli.Configuration;

/// <summary>
/// A value between its text and its meaning: string, long, bool, double or a list of these, as TOML knows them.
/// Null stands for 'not set'. Whatever maple has no use for (dates, tables) is an <see cref="OtherToml"/>.
/// </summary>
internal static class TomlValue
{
    /// <summary>The value as it would stand in a file.</summary>
    public static string Show(object value) => value switch
    {
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        IReadOnlyList<object> list => $"[{string.Join(", ", list.Select(Show))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }
}

/// <summary>A value of a kind that no key takes; <paramref name="Text"/> is how it stands in the file.</summary>
internal sealed record OtherToml(string Text)
{
    public override string ToString() => Text;
}
