namespace Maple.Unix;

/// <summary>How a child ended: with a code, or by a signal.</summary>
internal readonly record struct ChildExit(int? Code, int? Signal)
{
    // signal.h, the same on x64 and arm64
    private const int SIGKILL = 9;

    public static readonly ChildExit Unknown = new(null, null);

    /// <summary>By a signal that no fault of its own raises: an administrator's, or the system's when memory ran out.</summary>
    public bool IsKilled => Signal == SIGKILL;

    /// <param name="status">As waitpid(2) gives it.</param>
    public static ChildExit OfStatus(int status) => (status & 0x7F) == 0 ? new((status >> 8) & 0xFF, null) : new(null, status & 0x7F);

    public override string ToString() => Signal is { } signal ? $"signal {signal}" : Code is { } code ? $"exit code {code}" : "unknown";
}
