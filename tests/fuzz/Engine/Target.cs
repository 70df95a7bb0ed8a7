namespace Maple.Fuzz.Engine;

/// <summary>A parser and what must hold of it for every input.</summary>
internal abstract class Target(string name)
{
    public string Name => name;

    /// <summary>The folder of <c>corpus/</c> with the inputs to begin with.</summary>
    public virtual string CorpusName => name;

    /// <summary>What the grammar treats specially; put into inputs as it is.</summary>
    public virtual IReadOnlyList<byte[]> Dictionary => [];

    /// <summary>Longer inputs are cut: most of what can go wrong does so in a few hundred bytes, and short ones run faster.</summary>
    public virtual int MaxLength => 2048;

    /// <summary>Bytes that one execution may allocate, everything included that the check itself does.</summary>
    public virtual long MayAllocate(int length) => (64 << 10) + 256L * length;

    /// <summary>Runs the parser. Whatever it throws is a finding.</summary>
    /// <returns>The answer in the words that the peer uses too; null where there is no peer.</returns>
    /// <exception cref="Finding">A property doesn't hold.</exception>
    public abstract string? Check(byte[] input);

    /// <summary>Inputs to begin with that are made rather than stored.</summary>
    public virtual IEnumerable<byte[]> Seeds => [];

    /// <summary>What the peer is asked for an input.</summary>
    public virtual byte[] Question(byte[] input) => input;

    /// <summary>Another program that is asked the same; null when there is none.</summary>
    public virtual Peer? StartPeer() => null;

    /// <summary>Whether two answers say the same.</summary>
    public virtual bool Agree(string ours, string theirs) => ours == theirs;

    /// <summary>Whether they differ for a reason that stands written here.</summary>
    public virtual bool IsKnown(byte[] input, string ours, string theirs) => false;
}

/// <summary>A property that doesn't hold.</summary>
internal sealed class Finding(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new Finding(message);
    }
}
