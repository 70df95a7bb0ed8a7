namespace Maple.Fuzz.Engine;

internal static class Corpus
{
    /// <summary>The files of a folder in the order of their names, and what the target makes itself.</summary>
    public static byte[][] Read(Target target, string folder)
    {
        byte[][] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];
        byte[][] all = [.. files, .. target.Seeds];
        return all.Length > 0 ? all : throw new InvalidOperationException($"{folder} holds no inputs to begin with");
    }
}
