namespace Maple.Storage.Maintenance.Backups;

/// <summary>A copy of the rows as of one moment. Until it is disposed of, every file that belonged to one of them can be read.</summary>
/// <param name="File">Absolute.</param>
/// <param name="IsHeld">False when whoever kept the files has ended.</param>
internal sealed record Standstill(string File, DateTimeOffset TakenAt, Func<bool> IsHeld, Func<ValueTask> Release) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Release();
}
