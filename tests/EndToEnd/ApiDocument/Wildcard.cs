using System.Text.RegularExpressions;

namespace Maple.Tests.EndToEnd.ApiDocument;

internal static class Wildcard
{
    /// <summary>Whether a text is the documented one, where each <c>…</c> stands for at least one character.</summary>
    public static bool Matches(string documented, string text) =>
        Regex.IsMatch(text, $"^{string.Join(".+", documented.Split(JsonShape.Any).Select(Regex.Escape))}$", RegexOptions.Singleline);
}
