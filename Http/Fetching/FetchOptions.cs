namespace Maple.Http.Fetching;

/// <summary>The <c>[fetch]</c> section of the configuration.</summary>
internal sealed record FetchOptions
{
    /// <summary>Off: whoever can make a server ask for things can ask in its name, so it is the administrator's decision.</summary>
    public bool Enabled { get; init; }

    /// <summary>Of the servers that are asked; those of the web, so that nobody talks to a mail server.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [80, 443];

    /// <summary>Networks that may be asked although they are not public.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Bytes of one picture. 32 MB: a camera's JPEG has up to 12.</summary>
    public long MaxSize { get; init; } = 32L << 20;

    /// <summary>For one picture with all its redirects. Browsers' users give up before.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A short link, http to https, a host's new name, its mirror; browsers stop at 20.</summary>
    public int MaxRedirects { get; init; } = 5;
}
