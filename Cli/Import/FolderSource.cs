using Maple.Errors;
using Maple.Imaging;
using Maple.Imaging.Probe;
using Maple.Storage;

namespace Maple.Cli.Import;

/// <summary>A picture to be imported: where its bytes are, and what is known of it once it is open.</summary>
/// <param name="HasLink">It had one elsewhere, which is to go on working.</param>
internal sealed record SourcePicture(string Path, bool HasLink, Func<FileStream, ImportItem> Describe)
{
    /// <summary>Why it can't be imported, where that is known before it is opened.</summary>
    public Text? Refusal { get; init; }
}

/// <summary>The pictures below a folder, in the order of their names. What begins with a dot is passed over, and so are links.</summary>
internal static class FolderSource
{
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <param name="leaveOut">Told of folders below it that can't be read.</param>
    /// <exception cref="UnauthorizedAccessException">The folder itself can't be.</exception>
    public static IReadOnlyList<SourcePicture> Pictures(string folder, string username, string? album, bool albumFromFolder, Action<Text> leaveOut)
    {
        string[] files = [.. Files(folder, leaveOut).Order(StringComparer.Ordinal)];
        IReadOnlyDictionary<string, string> albums = albumFromFolder ? AlbumNames.Of(files.Select(Below), keepsEnd: true) : new Dictionary<string, string>();
        return
        [
            .. files.Select(path => new SourcePicture(path, HasLink: false, file => new ImportItem
            {
                Username = username,
                Album = albums.GetValueOrDefault(Below(path)) ?? album,
                Name = AlbumNames.Plain(Path.GetFileName(path)),
                CreatedAt = PictureTime.Read(file, new DateTimeOffset(File.GetLastWriteTimeUtc(path))),
                Length = file.Length,
            })),
        ];

        // Nothing for those in the folder itself.
        string Below(string path) => Path.GetRelativePath(folder, Path.GetDirectoryName(path)!) is var below && below != "." ? below : "";
    }

    private static IEnumerable<string> Files(string top, Action<Text> leaveOut)
    {
        var waiting = new Stack<string>([top]);
        while (waiting.TryPop(out string? folder))
        {
            FileSystemInfo[] entries;
            try
            {
                entries = new DirectoryInfo(folder).GetFileSystemInfos("*", s_everything);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException && folder != top)
            {
                leaveOut(new($"{folder}: this folder can't be read, and what is in it is left out", $"{folder}：无法读取此文件夹，已略过其中内容"));
                continue;
            }

            foreach (FileSystemInfo entry in entries.Where(entry => entry.Name[0] != '.'))
            {
                if (entry is DirectoryInfo)
                    waiting.Push(entry.FullName);
                else if (ImageFormat.ByExtension(Path.GetExtension(entry.Name).TrimStart('.')) is not null)
                    yield return entry.FullName;
            }
        }
    }
}
