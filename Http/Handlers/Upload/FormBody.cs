using Maple.Errors;
using Maple.Http.Multipart;
using Maple.Http.Parsing;

namespace Maple.Http.Handlers.Upload;

/// <summary>Pictures in a multipart form: every part with a filename, and those whose field says so.</summary>
internal static class FormBody
{
    /// <exception cref="MapleException">Whatever is wrong with the form as a whole.</exception>
    public static async Task ReadAsync(Request request, IncomingPictures pictures)
    {
        using var reader = new MultipartReader(request.Body, Boundary.Parse(request.Header("Content-Type")), new MultipartLimits());
        while (await reader.ReadPartAsync().ConfigureAwait(false) is { } part)
            await AddAsync(part, pictures).ConfigureAwait(false);
    }

    private static async Task AddAsync(Part part, IncomingPictures pictures)
    {
        if (part.FileName is null && !IncomingPictures.FileFields.Contains(part.Name))
        {
            pictures.AddField(part.Name, await part.ReadTextAsync().ConfigureAwait(false));
            return;
        }

        await pictures.ExpectFileAsync().ConfigureAwait(false);
        if (part.FileName is null)
        {
            await AddFieldAsync(part, pictures).ConfigureAwait(false);
            return;
        }

        ReceivedFile file = await ReceivedFile.ReceiveAsync(FileNames.Clean(part.FileName), () => part.ReadRunAsync(), pictures.Blobs).ConfigureAwait(false);
        // A browser sends a file input that was left empty as a nameless empty file.
        if (part.FileName is "" && file.Bytes.Length == 0)
            await file.DisposeAsync().ConfigureAwait(false);
        else
            pictures.AddFile(file);
    }

    /// <summary>Without a filename it may be the picture itself, or a text that stands for it.</summary>
    private static async Task AddFieldAsync(Part part, IncomingPictures pictures)
    {
        byte[] beginning = new byte[EncodedPicture.BeginningLength];
        int length = 0;
        for (int read; length < beginning.Length && (read = await part.ReadAsync(beginning.AsMemory(length)).ConfigureAwait(false)) > 0;)
            length += read;
        ReadOnlyMemory<byte> first = beginning.AsMemory(0, length);

        async ValueTask<ReadOnlyMemory<byte>> NextAsync()
        {
            ReadOnlyMemory<byte> run = first;
            first = default;
            return run.IsEmpty ? await part.ReadRunAsync().ConfigureAwait(false) : run;
        }

        string name = FileNames.Clean(null);
        if (!EncodedPicture.CanBegin(first.Span))
        {
            pictures.AddFile(await ReceivedFile.ReceiveAsync(name, NextAsync, pictures.Blobs).ConfigureAwait(false));
            return;
        }

        await using var picture = new EncodedPicture(part.Name, pictures.Blobs);
        while (await NextAsync().ConfigureAwait(false) is { IsEmpty: false } run)
            await picture.AddAsync(run).ConfigureAwait(false);
        await picture.EndAsync(name, pictures).ConfigureAwait(false);
    }
}
