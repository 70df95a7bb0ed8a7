namespace Maple.Tests.Cli;

internal static class RepositoryFiles
{
    private static readonly string s_root = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(s_root, path));

    /// <summary>The C# files below a folder.</summary>
    public static string[] Sources(string folder) => Directory.GetFiles(Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MapleFile.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests don't run inside the repository.");
        return folder;
    }
}
