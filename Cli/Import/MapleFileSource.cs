using System.Globalization;
using Maple.Cli.Import.Sqlite;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Cli.Import;

/// <summary>A user of maple-file.</summary>
/// <param name="PasswordHash">As werkzeug wrote it.</param>
internal sealed record MapleFileUser(long Id, string Name, string? Email, string PasswordHash, bool IsAdmin);

/// <summary>An album of maple-file, called as it is called here.</summary>
internal sealed record MapleFileAlbum(long Id, long UserId, string Name, string Description);

/// <summary>
/// The database of maple-file, the predecessor, and its tree of images. Tables <c>user</c> (id, username, password, email, is_superuser), <c>album</c> (id, name,
/// description, user_id) and <c>image</c> (id, name, url, description, album_id, user_id, created_at); <c>url</c> is <c>images/USER/photo/YYYY/MM/NAME.png</c> whatever the picture is.
/// </summary>
/// <exception cref="InvalidDataException">From every member: the file is no such database, or damaged.</exception>
internal sealed class MapleFileSource : IDisposable
{
    // What the original wrote when nothing was given.
    private const string NoDescription = "image", NoAlbumDescription = "album";

    private readonly SqliteFile _file;
    private readonly SqliteTables _tables;

    public MapleFileSource(string path)
    {
        _file = new SqliteFile(path);
        try
        {
            _tables = new SqliteTables(_file);
            foreach (string table in (string[])["user", "album", "image"])
            {
                if (!_tables.Has(table))
                    throw new InvalidDataException($"it has no table '{table}'");
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public IReadOnlyList<MapleFileUser> Users() =>
    [
        .. _tables.Rows("user").Select(row => new MapleFileUser(
            Number(row, "id"), Text(row, "username") ?? "", Text(row, "email"), Text(row, "password") ?? "", Number(row, "is_superuser") != 0)),
    ];

    /// <summary>Of every user, those without images too.</summary>
    public IReadOnlyList<MapleFileAlbum> Albums() =>
    [
        .. _tables.Rows("album").GroupBy(row => Number(row, "user_id")).SelectMany(rows =>
        {
            IReadOnlyDictionary<string, string> names = AlbumNames.Of(rows.Select(row => Text(row, "name") ?? ""));
            return rows.Select(row => new MapleFileAlbum(
                Number(row, "id"), rows.Key, names.GetValueOrDefault(Text(row, "name") ?? "") ?? Album.DefaultName, Description(row, NoAlbumDescription)));
        }),
    ];

    /// <param name="folder">Of the images.</param>
    /// <param name="names">By id: what each user is called here. The pictures of others are refused.</param>
    public IEnumerable<SourcePicture> Pictures(string folder, IReadOnlyDictionary<long, string> names)
    {
        Dictionary<long, string> albums = Albums().ToDictionary(album => album.Id, album => album.Name);
        foreach (IReadOnlyDictionary<string, object?> row in _tables.Rows("image"))
        {
            if (Text(row, "url") is not { } url)
            {
                yield return Refused($"image {Number(row, "id")}", new("the old database says of no file where it is", "旧数据库中没有其文件位置"));
                continue;
            }

            if (!names.TryGetValue(Number(row, "user_id"), out string? username))
            {
                yield return Refused(url, new("its user is left out, or is not in the old database", "其用户已被略过，或不在旧数据库中"));
                continue;
            }

            string[] parts = url.Split('/');
            string link = string.Join('/', parts.TakeLast(5));
            string? stem = BlobKey.TryParse(link, out BlobKey key) && key.Kind == BlobKey.Photo && key.Folder == username && !Storage.Stem.IsOfVersion(key.Stem)
                ? key.Stem
                : null;
            string name = AlbumNames.Plain(Text(row, "name") is { Length: > 0 } called ? called : parts[^1]);
            string description = Description(row, NoDescription);
            string? album = albums.GetValueOrDefault(Number(row, "album_id")) is { } of && of != Album.DefaultName ? of : null;
            yield return new(Path.Combine(folder, link), HasLink: true, file => new ImportItem
            {
                Username = username,
                Album = album,
                Name = name,
                Description = description,
                CreatedAt = Time(parts[^1], Text(row, "created_at"), File.GetLastWriteTimeUtc(file.Name)),
                Stem = stem,
                Length = file.Length,
            });
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The name of a file is the millisecond it was uploaded in, and two digits. The column has the time at which the original was started: its default was
    /// computed once.
    /// </summary>
    private static DateTimeOffset Time(string fileName, string? column, DateTime changed)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (fileName.Length > 15 && fileName[15] == '.' && long.TryParse(fileName.AsSpan(0, 13), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) is var named && named <= now)
            return named;
        // As SQLAlchemy writes them, in UTC.
        return DateTimeOffset.TryParse(column, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset told) && told <= now ? told : changed;
    }

    private static SourcePicture Refused(string name, Text why) => new(name, HasLink: false, _ => throw new InvalidOperationException()) { Refusal = why };

    /// <param name="none">What stands there when nothing was given.</param>
    private static string Description(IReadOnlyDictionary<string, object?> row, string none) =>
        Text(row, "description") is { } said && said != none ? said[..Math.Min(said.Length, Names.MaxDescription)].Replace('\0', ' ') : "";

    private static string? Text(IReadOnlyDictionary<string, object?> row, string column) => row.GetValueOrDefault(column) as string;

    private static long Number(IReadOnlyDictionary<string, object?> row, string column) => row.GetValueOrDefault(column) as long? ?? 0;
}
