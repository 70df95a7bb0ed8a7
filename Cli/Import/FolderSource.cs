using Maple.Imaging;
using Maple.Imaging.Probe;
using Maple.Storage;

namespace Maple.Cli.Import;

/// <summary>A picture to be imported: where its bytes are, and what is known of it once it is open.</summary>
/// <param name="HasLink">It had one elsewhere, which is to go on working.</param>
internal sealed record SourcePicture(string Path, bool HasLink, Func<FileStream, ImportItem> Describe);

/// <summary>The pictures below a folder, in the order of their names. What begins with a dot is passed over, and so are links to folders.</summary>
internal static class FolderSource
{
    public static IEnumerable<SourcePicture> Pictures(string folder, string username, string? album, bool albumFromFolder)
    {
        foreach (string path in Files(folder).Order(StringComparer.Ordinal))
        {
            string? named = albumFromFolder && Path.GetRelativePath(folder, Path.GetDirectoryName(path)!) is var below && below != "." ? AlbumName(below) : album;
            yield return new(path, HasLink: false, file => new ImportItem
            {
                Username = username,
                Album = named,
                Name = Path.GetFileName(path),
                CreatedAt = PictureTime.Read(file, new DateTimeOffset(File.GetLastWriteTimeUtc(path))),
                Length = file.Length,
            });
        }
    }

    /// <summary>Of the path below the folder its end, where it is too long for a name.</summary>
    private static string AlbumName(string path) => path.Length <= Names.MaxAlbum ? path : path[^Names.MaxAlbum..].TrimStart('/', ' ');

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    }).Where(path => ImageFormat.ByExtension(Path.GetExtension(path).TrimStart('.')) is not null
        && !Path.GetRelativePath(folder, path).Split('/').Any(part => part[0] == '.'));
}
