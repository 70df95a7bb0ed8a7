namespace Maple.Errors;

/// <summary>
/// The one exception that handlers, stores and commands throw for a refusal that a person can act on.
/// The text says what happened, to which value, and what to do; it never holds a path of the server, a key or a password.
/// Anything else that is thrown is a bug or a broken machine and is answered as <see cref="ErrorCode.InternalError"/>.
/// </summary>
internal sealed class MapleException(ErrorCode code, Text text, Exception? inner = null) : Exception(text.English, inner)
{
    public MapleException(ErrorCode code, string english, string chinese, Exception? inner = null)
        : this(code, new Text(english, chinese), inner)
    {
    }

    public ErrorCode Code { get; } = code;

    public Text Text { get; } = text;

    /// <summary>The request parameter, form field or configuration key at fault, where there is one.</summary>
    public string? Parameter { get; init; }

    /// <summary>How long it is refused for, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
