using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>
/// The front's reading of heads against h11, the parser of several Python servers and clients: what maple takes, h11 takes too, and reads the same
/// method, target, framing and fields from it. What maple refuses may be fine with h11: it is laxer on purpose (a bare LF, folded lines, two equal lengths).
/// </summary>
internal sealed class H11Target() : HeadTarget("head-h11")
{
    public override Peer? StartPeer() => new("/usr/bin/python3", "h11.py", "python3-h11");

    public override bool Agree(string ours, string theirs) => ours == theirs || (Answers.IsRefusal(ours) && Answers.IsRefusal(theirs));

    // h11 writes the name of a coding in small letters.
    public override bool IsKnown(byte[] input, string ours, string theirs) =>
        Answers.IsRefusal(ours) || (Framing(ours) == "chunked" && WithoutCoding(ours) == WithoutCoding(theirs));

    private static string Framing(string answer) => answer.Split(' ') is [_, _, var framing, ..] ? framing : "";

    private static string WithoutCoding(string answer)
    {
        string[] words = answer.Split(' ');
        int coding = 3 + Array.IndexOf(Fields, "transfer-encoding");
        return string.Join(' ', words.Where((_, i) => i != coding));
    }
}
