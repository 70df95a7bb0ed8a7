using System.Text;
using Maple.Auth;
using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>The token parser against the original.</summary>
internal sealed class ItsDangerousTarget() : TokenTarget("token-itsdangerous")
{
    public override Peer? StartPeer() => new("/usr/bin/python3", "itsdangerous.py", "python3-itsdangerous");

    public override bool IsKnown(byte[] input, string ours, string theirs)
    {
        // itsdangerous 2.1 fails on a signed time after the year 9999 instead of giving a verdict.
        if (ours == nameof(TokenVerdict.BadTimeSignature) && theirs == "NoVerdict")
            return true;
        // What UrlSafeTimedSerializer says it refuses: payloads of NaN or Infinity, nested deeper than 64, or longer than 64 KB.
        string json = theirs.StartsWith("Valid ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromHexString(theirs.Split(' ')[2])) : "";
        return ours == nameof(TokenVerdict.BadPayload) && json.Length > 0
            && (json.Contains("NaN", StringComparison.Ordinal) || json.Contains("Infinity", StringComparison.Ordinal) || json.Length > UrlSafeTimedSerializer.MaxPayload || Depth(json) > 64);
    }

    private static int Depth(string json)
    {
        int depth = 0, deepest = 0;
        foreach (char c in json)
        {
            depth += c is '[' or '{' ? 1 : c is ']' or '}' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }
}
