namespace Maple.Tests.Cli;

internal static class RepositoryFiles
{
    public static string Read(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MapleFile.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests don't run inside the repository.");
        return File.ReadAllText(Path.Combine(folder, path));
    }
}
