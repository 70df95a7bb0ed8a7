using System.Net.Sockets;
using System.Text.Json;
using Maple.Cli.Import;
using Maple.Errors;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Admin;

/// <summary>Asks the running daemon.</summary>
internal static class AdminClient
{
    /// <summary>Whether a daemon listens there.</summary>
    public static bool IsAnswered(string file)
    {
        using var socket = Connect(file);
        return socket is not null;
    }

    /// <summary>Null when no daemon listens there, or when it ended before it came to this request.</summary>
    /// <exception cref="MapleException"><c>forbidden</c> when the daemon belongs to another user.</exception>
    public static async Task<AdminResponse?> TryAskAsync(string file, AdminRequest request)
    {
        using var socket = Connect(file);
        if (socket is null)
            return null;
        try
        {
            await using var stream = new NetworkStream(socket);
            await SendAsync(stream, request);
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync();
            return answer.Length == 0 ? null : JsonSerializer.Deserialize(answer, AdminJson.Default.AdminResponse);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryAskAsync"/>, for a snapshot that the daemon keeps as long as the answer lives.</summary>
    public static async Task<(AdminResponse Response, Standstill? Snapshot)?> TryStandStillAsync(string file)
    {
        if (await TryHoldAsync(file, AdminAction.Backup) is not var (stream, response))
            return null;
        if (response.Snapshot is { } taken)
            return (response, new Standstill(taken.File, taken.TakenAt, IsConnected, stream.DisposeAsync));
        await stream.DisposeAsync();
        return (response, null);

        // The daemon says nothing more: what there is to read is its end.
        bool IsConnected() => !stream.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
    }

    /// <summary>As <see cref="TryAskAsync"/>, for pictures that are sent one after the other.</summary>
    public static async Task<IImporter?> TryImportAsync(string file) =>
        await TryHoldAsync(file, AdminAction.Import) is var (stream, _) ? new ImportChannel(stream, stream.DisposeAsync) : null;

    /// <summary>Asks, reads the first line of the answer and leaves the connection open.</summary>
    private static async Task<(NetworkStream Stream, AdminResponse Response)?> TryHoldAsync(string file, AdminAction action)
    {
        var socket = Connect(file);
        if (socket is null)
            return null;
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await SendAsync(stream, new(action));
            // Nothing follows the line until the daemon is sent more, so the reader has taken no more than it.
            using var reader = new StreamReader(stream, leaveOpen: true);
            if (await reader.ReadLineAsync() is { } line && JsonSerializer.Deserialize(line, AdminJson.Default.AdminResponse) is { } response)
                return (stream, response);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // It ended before it came to this request.
        }

        await stream.DisposeAsync();
        return null;
    }

    private static ValueTask SendAsync(NetworkStream stream, AdminRequest request) =>
        stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, AdminJson.Default.AdminRequest), (byte)'\n']);

    private static Socket? Connect(string file)
    {
        try
        {
            return AdminSocket.TryConnect(file);
        }
        catch (SocketException e)
        {
            throw new MapleException(
                ErrorCode.Forbidden,
                "The data folder belongs to another user. Run this command as that user, or with sudo.",
                "数据目录属于其他用户。请以该用户身份或使用 sudo 运行此命令。",
                e);
        }
    }
}
