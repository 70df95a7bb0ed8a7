using System.Text;

namespace Maple.Tests.Http.Parsing;

/// <summary>Hostile header values: pieces of the grammar in a random order, the same for the same seed.</summary>
internal sealed class RandomText(int seed)
{
    private static readonly string[] s_pieces =
    [
        "a", "Z", "0", "9", "99999999999999999999", "-", "--", "-1", "=", ";", ",", ", ", " ", "\t", "\"", "\\", "'", "''", "/", "//", "/../", "..", ".", "?", "#", "&", "+", "*", "*/*", ":", "[", "]", "[::1]",
        "%", "%2", "%2F", "%2e%2e", "%00", "%ff", "%e5%9b%be", "\0", "\r", "\n", "\r\n", "\u00e9", "图", "\ud83d", "\ude00", "\u202e", "\uffff",
        "bytes=", "0-0", "W/", "\"x\"", "q=", "q=0.5", "q=1e999", "zh", "en", "image/", "name", "filename*=", "UTF-8''", "ISO-8859-1'en'", "boundary=", "multipart/form-data;", "form-data;",
        "http://", "https://h", "127.0.0.1", "::ffff:1.2.3.4", "10.0.0.0/8", "/33", "for=", "proto=https", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Nov  6",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = new StringBuilder();
        for (int pieces = _random.Next(12); pieces > 0; pieces--)
        {
            text.Append(s_pieces[_random.Next(s_pieces.Length)]);
        }
        return text.ToString();
    }
}
