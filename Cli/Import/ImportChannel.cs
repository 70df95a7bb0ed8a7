using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Maple.Errors;

namespace Maple.Cli.Import;

/// <summary>Takes pictures in, on the store itself or through the daemon that has it.</summary>
internal interface IImporter : IAsyncDisposable
{
    /// <param name="bytes">As many as the item says.</param>
    /// <exception cref="MapleException"><c>storage_unavailable</c>: the daemon is gone.</exception>
    /// <exception cref="SourceException">They can't be read; the importer is of no use afterwards.</exception>
    Task<ImportResult> AddAsync(ImportItem item, Stream bytes);
}

/// <summary>
/// What goes over the administration socket while pictures are imported: the length of a header in four bytes (big-endian), the header in JSON, the picture's
/// bytes; and back, length and answer. One at a time.
/// </summary>
internal sealed class ImportChannel(Stream stream, Func<ValueTask> close) : IImporter
{
    // Names and descriptions have limits of their own, some thousands of characters.
    private const int MaxHeader = 64 << 10;

    private const int PieceLength = 64 << 10;

    public async Task<ImportResult> AddAsync(ImportItem item, Stream bytes)
    {
        try
        {
            await WriteAsync(item, ImportJson.Default.ImportItem);
            await CopyAsync(bytes, stream, item.Length);
            if (await ReadAsync(ImportJson.Default.ImportResult) is { } result)
                return result;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw Gone(e);
        }

        throw Gone(null);
    }

    /// <summary>The daemon's side: until the command has no more, or is gone.</summary>
    /// <param name="ending">Between two pictures it ends then.</param>
    public async Task ServeAsync(Func<ImportItem, Stream, Task<ImportResult>> import, CancellationToken ending)
    {
        while (await ReadAsync(ImportJson.Default.ImportItem, ending) is { } item)
        {
            var body = new CountedStream(stream, item.Length);
            ImportResult result;
            try
            {
                result = await import(item, body);
            }
            catch (MapleException e)
            {
                result = ImportResult.Refusal(e.Text);
            }

            await body.CopyToAsync(Stream.Null, PieceLength, CancellationToken.None);
            await WriteAsync(result, ImportJson.Default.ImportResult);
        }
    }

    public ValueTask DisposeAsync() => close();

    private async Task WriteAsync<T>(T message, JsonTypeInfo<T> type)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, type), whole = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(whole, json.Length);
        json.CopyTo(whole, 4);
        await stream.WriteAsync(whole);
    }

    /// <summary>Null at the end.</summary>
    private async Task<T?> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellation = default)
        where T : class
    {
        byte[] length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, cancellation) < 4)
            return null;
        int count = BinaryPrimitives.ReadInt32BigEndian(length);
        if (count is < 2 or > MaxHeader)
            throw new IOException($"a header of {count} bytes");
        byte[] json = new byte[count];
        await stream.ReadExactlyAsync(json, cancellation);
        return JsonSerializer.Deserialize(json, type);
    }

    private static async Task CopyAsync(Stream from, Stream to, long length)
    {
        byte[] piece = new byte[PieceLength];
        while (length > 0)
        {
            int read = await from.ReadAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, length)));
            if (read == 0)
                throw new EndOfStreamException();
            await to.WriteAsync(piece.AsMemory(0, read));
            length -= read;
        }
    }

    private static MapleException Gone(Exception? inner) => new(
        ErrorCode.StorageUnavailable,
        "The daemon has ended. Run this again: it goes on where it was.",
        "守护进程已结束。请再次运行，将从中断处继续。",
        inner);
}
