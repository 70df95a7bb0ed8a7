namespace Maple.Logging;

internal static class Journal
{
    /// <summary>Whether standard error leads to the systemd journal.</summary>
    public static bool IsStandardError() => Leads(
        Environment.GetEnvironmentVariable("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/2").LinkTarget);

    /// <summary>
    /// Both are compared, since the variable is inherited by what redirects standard error elsewhere (systemd.exec(5), JOURNAL_STREAM).
    /// </summary>
    /// <param name="journalStream"><c>DEVICE:INODE</c> of the socket to the journal.</param>
    /// <param name="standardError">Where the descriptor's link points: <c>socket:[INODE]</c>.</param>
    internal static bool Leads(string? journalStream, string? standardError) =>
        journalStream?.Split(':') is [_, string inode] && standardError?.EndsWith($"socket:[{inode}]", StringComparison.Ordinal) == true;
}
