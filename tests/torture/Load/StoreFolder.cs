using Maple.Tests.EndToEnd;

namespace Maple.Tests.Torture.Load;

/// <summary>The files of a store, seen from outside.</summary>
internal static class StoreFolder
{
    private static readonly string[] s_kinds = ["photo", "thumb", "show"];
    private static readonly string[] s_belong = ["maple.db", "maple.db.log", "maple.db.lock", "maple.db.sock", "secret.key"];

    /// <summary>Originals and renditions, as paths below the folder of the pictures.</summary>
    public static IEnumerable<string> Pictures(string images) =>
        from user in Directory.EnumerateDirectories(images)
        from kind in s_kinds
        from file in FilesBelow(Path.Combine(user, kind))
        select Path.GetRelativePath(images, file);

    /// <summary>What has no business there: temporary files, what recovery should have removed, sizes of images that are gone.</summary>
    /// <param name="originals">Of all images.</param>
    public static IEnumerable<string> Strays(string folder, HashSet<string> originals)
    {
        string data = Path.Combine(folder, "data"), images = Path.Combine(data, "images"), cache = Path.Combine(images, ".cache");
        IEnumerable<string> variants = FilesBelow(cache).Where(file => Path.GetFileName(file) != ".boot" && !originals.Contains(Path.GetRelativePath(cache, Path.GetDirectoryName(file)!)));
        return Directory.EnumerateFiles(data).Where(file => !s_belong.Contains(Path.GetFileName(file)))
            .Concat(FilesBelow(Path.Combine(images, ".tmp")).Where(StagingFolder.IsInWork))
            .Concat(FilesBelow(Path.Combine(images, "lost+found")))
            .Concat(variants)
            .Select(file => Path.GetRelativePath(folder, file));
    }

    public static IEnumerable<string> FilesBelow(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
}
