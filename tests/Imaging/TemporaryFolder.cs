namespace Maple.Tests.Imaging;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("maple-imaging-").FullName;

    public string Write(byte[] bytes)
    {
        string path = System.IO.Path.Combine(Path, System.IO.Path.GetRandomFileName());
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
