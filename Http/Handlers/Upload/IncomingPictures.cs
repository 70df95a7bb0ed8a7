using System.Globalization;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// What a request brings, however it was sent: fields and files, which come in one by one. Disposing it removes what was not stored.
/// </summary>
/// <param name="authorize">Called before the first file's bytes are read, and at the end: throws for a stranger.</param>
internal sealed class IncomingPictures(Exchange exchange, IBlobStore blobs, int maxFiles, Func<IncomingPictures, Task> authorize) : IAsyncDisposable
{
    /// <summary>Fields that hold a picture whatever else is said about them.</summary>
    public static readonly IReadOnlySet<string> FileFields = new HashSet<string>(
        ["images", "images[]", "image", "image[]", "file", "file[]", "files", "files[]", "source"], StringComparer.Ordinal);

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<ReceivedFile> _files = [];
    private readonly List<string> _urls = [];

    public IReadOnlyList<ReceivedFile> Files => _files;

    /// <summary>Where more pictures are to be had.</summary>
    public IEnumerable<string> Urls => InBody("url") is { } url ? [.. _urls, url] : _urls;

    public IBlobStore Blobs => blobs;

    /// <summary>Those of the body.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>A field of the body, else of the query. Null when it is absent or empty.</summary>
    public string? this[string name] => InBody(name) ?? NotEmpty(exchange.Query(name));

    /// <summary>A field of the body alone.</summary>
    public string? InBody(string name) => NotEmpty(_fields.GetValueOrDefault(name));

    public void AddField(string name, string value) => _fields[name] = value;

    /// <summary>To be called before a file's bytes are read.</summary>
    /// <exception cref="MapleException"><c>unauthorized</c>, <c>too_many_files</c></exception>
    public async Task ExpectFileAsync()
    {
        await authorize(this).ConfigureAwait(false);
        if (_files.Count + _urls.Count == maxFiles)
            throw TooManyFiles(maxFiles);
    }

    public void AddFile(ReceivedFile file) => _files.Add(file);

    public void AddUrl(string url) => _urls.Add(url);

    /// <summary>To be called when the body has come whole.</summary>
    /// <exception cref="MapleException"><c>unauthorized</c></exception>
    public Task EndAsync()
    {
        IsWhole = true;
        return authorize(this);
    }

    /// <summary>All of the body was read, so that no field is still to come.</summary>
    public bool IsWhole { get; private set; }

    public async ValueTask DisposeAsync()
    {
        foreach (ReceivedFile file in _files)
            await file.DisposeAsync().ConfigureAwait(false);
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static MapleException TooManyFiles(int most) => new(
        ErrorCode.TooManyFiles,
        string.Create(CultureInfo.InvariantCulture, $"One request may carry {most} files; send the rest in another."),
        string.Create(CultureInfo.InvariantCulture, $"一次请求最多上传 {most} 个文件；其余的请另行发送。"));
}
