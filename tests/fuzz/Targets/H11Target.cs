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

    public override bool IsKnown(byte[] input, string ours, string theirs) => Answers.IsRefusal(ours);
}
