using System.Buffers;
using System.Text;
using Maple.Errors;
using Text = Maple.Errors.Text;

namespace Maple.Storage;

/// <summary>What users, albums and images may be called. Lengths count UTF-16 code units, as the original did and JavaScript does.</summary>
internal static class Names
{
    /// <summary>64 units are at most 192 bytes of UTF-8, within the 255 that file systems allow a folder's name.</summary>
    public const int MaxUser = 64;

    public const int MaxAlbum = 100;

    public const int MaxKey = 100;

    /// <summary>The longest name that a file system lets an uploaded file have.</summary>
    public const int MaxImage = 255;

    /// <summary>A page of text; descriptions are read with every list.</summary>
    public const int MaxDescription = 4_000;

    /// <summary>RFC 5321 section 4.5.3.1.3: 256 for a path with its angle brackets.</summary>
    public const int MaxEmail = 254;

    // lost+found: made by the file system itself, and by check --repair.
    private static readonly string[] s_reservedFolders = ["lost+found"];

    /// <summary>The name is a folder and a part of links as well.</summary>
    /// <exception cref="MapleException"><c>invalid_name</c></exception>
    public static void CheckUser(string name)
    {
        Text? wrong = name switch
        {
            { Length: 0 or > MaxUser } => new Text($"must have 1 to {MaxUser} characters", $"长度须为 1 到 {MaxUser} 个字符"),
            ['.', ..] => new Text("must not begin with a dot", "不能以点号开头"),
            _ when name.AsSpan().ContainsAny('/', '\\') => new Text("must not hold '/' or '\\'", "不能包含“/”或“\\”"),
            _ when HasUnprintable(name) => new Text("must not hold control characters", "不能包含控制字符"),
            _ when name != name.Trim() => new Text("must not begin or end with white space", "首尾不能有空白字符"),
            _ when s_reservedFolders.Contains(name, StringComparer.OrdinalIgnoreCase) =>
                new Text("is reserved; take another", "为系统保留，请换一个"),
            _ => null,
        };
        if (wrong is { } rule)
            throw Invalid("username", $"The user name {Quote(name)} {rule.English}.", $"用户名{Quote(name)}无效：{rule.Chinese}。");
    }

    /// <exception cref="MapleException"><c>invalid_name</c></exception>
    public static void CheckAlbum(string name) => CheckTitle(name, MaxAlbum, "album name", "相册名称");

    /// <exception cref="MapleException"><c>invalid_name</c></exception>
    public static void CheckKey(string name) => CheckTitle(name, MaxKey, "key name", "密钥名称");

    /// <exception cref="MapleException"><c>invalid_name</c></exception>
    public static void CheckImage(string name) => CheckTitle(name, MaxImage, "image name", "图片名称");

    /// <summary>Of an album or an image; may be empty, and have lines.</summary>
    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public static void CheckDescription(string description)
    {
        if (description.Length > MaxDescription)
        {
            throw new MapleException(
                ErrorCode.InvalidParameter,
                $"A description may have at most {MaxDescription} characters; this one has {description.Length}.",
                $"描述最多 {MaxDescription} 个字符，当前为 {description.Length} 个。")
            {
                Parameter = "description",
            };
        }

        // JSON can carry one; PostgreSQL's text can't.
        if (description.Contains('\0'))
        {
            throw new MapleException(ErrorCode.InvalidParameter, "A description must not hold NUL characters.", "描述不能包含 NUL 字符。")
            {
                Parameter = "description",
            };
        }
    }

    /// <summary>Whether it looks like an address; only a mail could tell whether it is one.</summary>
    /// <exception cref="MapleException"><c>invalid_email</c></exception>
    public static void CheckEmail(string email)
    {
        int at = email.IndexOf('@');
        if (email.Length <= MaxEmail
            && at > 0
            && at < email.Length - 1
            && email.LastIndexOf('@') == at
            && !email.Any(char.IsWhiteSpace)
            && !HasUnprintable(email))
            return;
        throw new MapleException(
            ErrorCode.InvalidEmail,
            $"{Quote(email)} is not an e-mail address: one '@' with something on both sides, no white space, at most {MaxEmail} characters.",
            $"{Quote(email)}不是有效的邮箱地址：须含一个“@”且前后都有内容，不含空白字符，最多 {MaxEmail} 个字符。")
        {
            Parameter = "email",
        };
    }

    private static void CheckTitle(string name, int max, string english, string chinese)
    {
        if (name.Length == 0 || name.Length > max)
        {
            throw Invalid(
                "name",
                $"The {english} must have 1 to {max} characters; this one has {name.Length}.",
                $"{chinese}长度须为 1 到 {max} 个字符，当前为 {name.Length} 个。");
        }

        if (string.IsNullOrWhiteSpace(name))
            throw Invalid("name", $"The {english} must not be white space alone.", $"{chinese}不能全为空白字符。");
        if (HasUnprintable(name))
            throw Invalid("name", $"The {english} {Quote(name)} must not hold control characters.", $"{chinese}{Quote(name)}不能包含控制字符。");
    }

    // Line and paragraph separators break lines like control characters do; half a surrogate pair can't be written as UTF-8.
    private static bool HasUnprintable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int length) != OperationStatus.Done
                || Rune.IsControl(rune)
                || rune.Value is 0x2028 or 0x2029)
                return true;
            text = text[length..];
        }

        return false;
    }

    /// <summary>In a message: short, and without what could break its line.</summary>
    private static string Quote(string text)
    {
        const int Shown = 64;
        var quoted = new StringBuilder("“");
        foreach (Rune rune in text.EnumerateRunes().Take(Shown))
            quoted.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        return quoted.Append(text.Length > Shown ? "…”" : "”").ToString();
    }

    private static MapleException Invalid(string parameter, string english, string chinese) =>
        new(ErrorCode.InvalidName, english, chinese) { Parameter = parameter };
}
