using System.Diagnostics.CodeAnalysis;

namespace Maple.Http.Content;

/// <summary>An entity tag (RFC 9110 8.8.3).</summary>
/// <param name="Opaque">What stands between the quotes.</param>
internal readonly record struct EntityTag(string Opaque, bool Weak = false)
{
    public bool StronglyEquals(EntityTag other) => !Weak && !other.Weak && Opaque == other.Opaque;

    public bool WeaklyEquals(EntityTag other) => Opaque == other.Opaque;

    public override string ToString() => Weak ? $"W/\"{Opaque}\"" : $"\"{Opaque}\"";

    public static bool TryParse(string? text, out EntityTag tag)
    {
        var rest = text.AsSpan().Trim(" \t");
        return TryTake(ref rest, out tag) && rest.IsEmpty;
    }

    /// <summary>A list of tags; from the first one that is none on, the rest is dropped.</summary>
    public static List<EntityTag> ParseList(string text)
    {
        var tags = new List<EntityTag>();
        var rest = text.AsSpan().TrimStart(", \t");
        while (TryTake(ref rest, out var tag))
        {
            tags.Add(tag);
            rest = rest.TrimStart(" \t");
            if (!rest.StartsWith(','))
            {
                break;
            }
            rest = rest.TrimStart(", \t");
        }
        return tags;
    }

    /// <summary>There are no escapes in a tag, and commas are allowed in it.</summary>
    private static bool TryTake(ref ReadOnlySpan<char> text, out EntityTag tag)
    {
        tag = default;
        bool weak = text.StartsWith("W/", StringComparison.Ordinal);
        var quoted = weak ? text[2..] : text;
        int close = quoted.StartsWith('"') ? quoted[1..].IndexOf('"') : -1;
        if (close < 0 || quoted.Slice(1, close).ContainsAnyInRange('\0', ' '))
        {
            return false;
        }
        tag = new EntityTag(quoted.Slice(1, close).ToString(), weak);
        text = quoted[(close + 2)..];
        return true;
    }
}
