namespace Maple.Tests.EndToEnd;

internal static class StagingFolder
{
    /// <summary>What uploads and removals have in work. Files that wait to be a note of one are nobody's.</summary>
    public static string[] Files(string images) => [.. Directory.GetFileSystemEntries(Path.Combine(images, ".tmp")).Where(IsInWork)];

    public static bool IsInWork(string file) => !Path.GetFileName(file).StartsWith("blank.", StringComparison.Ordinal);
}
