namespace Maple.Storage;

/// <summary>What a key lets its bearer do.</summary>
[Flags]
internal enum Scopes
{
    None = 0,
    Upload = 1,
    Read = 2,
    Delete = 4,

    /// <summary>Of use to administrators alone.</summary>
    Admin = 8,

    All = Upload | Read | Delete | Admin,
}

/// <summary>Scopes as people and files write them: <c>upload,read</c>.</summary>
internal static class ScopeWords
{
    private static readonly (string Word, Scopes Scope)[] s_words =
        [("upload", Scopes.Upload), ("read", Scopes.Read), ("delete", Scopes.Delete), ("admin", Scopes.Admin)];

    public static string All { get; } = Scopes.All.Words();

    /// <summary>In an order that is always the same, without blanks.</summary>
    public static string Words(this Scopes scopes) =>
        string.Join(',', s_words.Where(entry => scopes.HasFlag(entry.Scope)).Select(entry => entry.Word));

    /// <summary>False for a word that is none, and for no word at all.</summary>
    public static bool TryParse(string words, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (string word in words.Split(',', StringSplitOptions.TrimEntries))
        {
            Scopes scope = Array.Find(s_words, entry => entry.Word == word).Scope;
            if (scope == Scopes.None)
                return false;
            scopes |= scope;
        }

        return true;
    }
}
