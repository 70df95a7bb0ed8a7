namespace Maple.Tests.Storage.LiteDb;

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("maple-").FullName;

    public string Database => System.IO.Path.Combine(Path, "store", "maple.db");
    public string Log => Database + ".log";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
