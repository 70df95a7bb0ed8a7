using System.Text;
using Maple.Errors;

namespace Maple.Fuzz.Engine;

/// <summary>Answers as lines of text that programs in other languages can write too.</summary>
internal static class Answers
{
    /// <summary>A refusal; what stands behind the mark is for people.</summary>
    public const char Refused = '!';

    public static string Of(MapleException refusal)
    {
        Check(refusal);
        return $"{Refused}{refusal.Code}: {refusal.Message}";
    }

    public static bool IsRefusal(string answer) => answer.StartsWith(Refused);

    public static string Hex(string? text) => text is null ? "-" : Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>What goes to a client or a log must not repeat all that was sent, nor steer a terminal.</summary>
    public static void Check(MapleException refusal)
    {
        Finding.Unless(refusal.Message.Length < 400, "the message repeats what was sent");
        Finding.Unless(!refusal.Message.Any(char.IsControl), "the message holds a control character");
    }
}
