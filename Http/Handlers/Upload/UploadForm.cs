using System.Globalization;
using Maple.Errors;
using Maple.Http.Multipart;
using Maple.Http.Parsing;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>A multipart upload that has arrived whole. Disposing it removes what was not stored.</summary>
internal sealed class UploadForm : IAsyncDisposable
{
    /// <summary>Fields that hold a file even when the client sends no filename with it; every part with a filename is a file.</summary>
    private static readonly HashSet<string> s_fileFields =
        ["images", "images[]", "image", "image[]", "file", "file[]", "files", "files[]", "source"];

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<ReceivedFile> _files = [];

    private UploadForm()
    {
    }

    public IReadOnlyList<ReceivedFile> Files => _files;

    /// <summary>Null when the field is absent or empty.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <param name="authorize">Called with the fields so far before the first file's bytes are read, and at the end: throws for a stranger.</param>
    /// <exception cref="MapleException">Whatever is wrong with the body as a whole; nothing is left of it then.</exception>
    public static async Task<UploadForm> ReceiveAsync(
        Request request, IBlobStore blobs, int maxFiles, Func<UploadForm, Task> authorize)
    {
        var form = new UploadForm();
        try
        {
            using var reader = new MultipartReader(request.Body, Boundary.Parse(request.Header("Content-Type")), new MultipartLimits());
            while (await reader.ReadPartAsync().ConfigureAwait(false) is { } part)
                await form.AddAsync(part, blobs, maxFiles, authorize).ConfigureAwait(false);
            await authorize(form).ConfigureAwait(false);
            return form;
        }
        catch
        {
            await form.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task AddAsync(Part part, IBlobStore blobs, int maxFiles, Func<UploadForm, Task> authorize)
    {
        if (part.FileName is null && !s_fileFields.Contains(part.Name))
        {
            _fields[part.Name] = await part.ReadTextAsync().ConfigureAwait(false);
            return;
        }

        await authorize(this).ConfigureAwait(false);
        if (_files.Count == maxFiles)
            throw TooManyFiles(maxFiles);

        ReceivedFile file = await ReceivedFile.ReceiveAsync(part, FileNames.Clean(part.FileName), blobs).ConfigureAwait(false);
        // A browser sends a file input that was left empty as a nameless empty file.
        if (part.FileName is "" && file.Bytes.Length == 0)
            await file.DisposeAsync().ConfigureAwait(false);
        else
            _files.Add(file);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReceivedFile file in _files)
            await file.DisposeAsync().ConfigureAwait(false);
    }

    private static MapleException TooManyFiles(int most) => new(
        ErrorCode.TooManyFiles,
        string.Create(CultureInfo.InvariantCulture, $"One request may carry {most} files; send the rest in another."),
        string.Create(CultureInfo.InvariantCulture, $"一次请求最多上传 {most} 个文件；其余的请另行发送。"));
}
