using System.Security.Cryptography;

namespace Maple.Tests.Torture.Load;

/// <summary>What can be changed about an image, its bytes among it.</summary>
internal sealed record Facts(string Name, string Description, string Album, string Sha256);

/// <param name="State">What the image is after it; null when it is gone.</param>
internal sealed record Step(Facts? State)
{
    /// <summary>The <c>X-Request-Id</c> of the answer that acknowledged it; null as long as none came.</summary>
    public string? Answer { get; set; }
}

/// <summary>A picture and all that was asked for it, in order. Only one request at a time is about it.</summary>
internal sealed class Picture(byte[] bytes)
{
    private readonly Dictionary<string, byte[]> _versions = new() { [HashOf(bytes)] = bytes };

    /// <summary>Of what it was uploaded as.</summary>
    public string Sha256 { get; } = HashOf(bytes);

    /// <summary>0 until known.</summary>
    public long Id { get; set; }

    /// <summary>The link of the original, below <c>/images/</c>; empty until known.</summary>
    public string Path { get; set; } = "";

    /// <summary>A width in which it was asked for, in pixels; 0 for none.</summary>
    public int Width { get; set; }

    public List<Step> Steps { get; private set; } = [];

    /// <summary>What it is for sure; null when it is gone or in doubt.</summary>
    public Facts? Certain => Steps is [.., { Answer: not null } last] ? last.State : null;

    /// <summary>What it may be: the state that was acknowledged last, or that of a request whose answer had not come.</summary>
    /// <param name="answered">Whether an answer had gone out by then.</param>
    public IReadOnlyList<Facts?> Allowed(Func<string, bool> answered)
    {
        int last = Steps.FindLastIndex(step => step.Answer is { } answer && answered(answer));
        return [last < 0 ? null : Steps[last].State, .. Steps.Skip(last + 1).Select(step => step.State)];
    }

    public Step Begin(Facts? state)
    {
        var step = new Step(state);
        Steps.Add(step);
        return step;
    }

    /// <summary>Null: it never had these.</summary>
    public byte[]? Bytes(string sha256) => _versions.GetValueOrDefault(sha256);

    /// <summary>Bytes that are to take the place of those it has; returns their hash.</summary>
    public string AddVersion(byte[] other)
    {
        string sha256 = HashOf(other);
        _versions[sha256] = other;
        return sha256;
    }

    /// <summary>It has been looked at; from here on this is certain.</summary>
    public void Settle(Facts? state)
    {
        Steps = [new Step(state) { Answer = "seen" }];
        foreach (string other in _versions.Keys.Where(sha256 => sha256 != state?.Sha256))
            _versions.Remove(other);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
