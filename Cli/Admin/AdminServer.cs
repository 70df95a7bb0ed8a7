using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Maple.Cli.Import;
using Maple.Errors;
using Maple.Logging;
using Maple.Storage.Maintenance.Backups;

namespace Maple.Cli.Admin;

/// <summary>Answers commands on the daemon's socket, one at a time: people type them.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    /// <summary>For the command that is being done when the daemon ends: far more than it takes, unless its client was stopped.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _file;
    private readonly Administration _administration;
    private readonly Log _log;
    private readonly Socket _socket;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Task, bool> _imports = new();

    /// <summary>
    /// The caller holds the store's lock, so a socket file that is there already is left from a daemon that is gone. From now on commands find this one, and
    /// wait until <see cref="Start"/>.
    /// </summary>
    public AdminServer(string file, Administration administration, Log log)
    {
        (_file, _administration, _log) = (file, administration, log);
        File.Delete(file);
        _socket = AdminSocket.Listen(file);
    }

    public void Start() => _ = Task.Run(AcceptAsync);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _socket.AcceptAsync();
                _ = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _log.Debug("the administration socket is closed", ("error", e.Message));
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var reader = new StreamReader(stream);
            // Whoever only looks whether a daemon is there sends nothing.
            if (await reader.ReadLineAsync() is not { } line)
                return;
            var request = JsonSerializer.Deserialize(line, AdminJson.Default.AdminRequest)!;
            if (request.Action == AdminAction.Backup)
            {
                await BackUpAsync(stream, reader);
                return;
            }

            if (request.Action == AdminAction.Import)
            {
                Task import = ImportAsync(stream);
                _imports[import] = true;
                await import;
                _imports.TryRemove(import, out _);
                return;
            }

            // A check takes minutes, and changes no row: nobody waits for it.
            var takesTurn = request.Action != AdminAction.Check;
            if (takesTurn)
                await _turn.WaitAsync();
            try
            {
                var response = await AnswerAsync(request);
                await JsonSerializer.SerializeAsync(stream, response, AdminJson.Default.AdminResponse);
            }
            finally
            {
                if (takesTurn)
                    _turn.Release();
            }
        }
        catch (Exception e)
        {
            _log.Error("an administration command failed", e);
        }
    }

    /// <summary>The command copies the files itself: it may write where the daemon can't. When it is done, or dies, the connection ends.</summary>
    private async Task BackUpAsync(NetworkStream stream, StreamReader reader)
    {
        Standstill? snapshot = null;
        var response = await AnswerAsync(async () =>
        {
            snapshot = await _administration.StandStillAsync();
            return new AdminResponse { Snapshot = new(snapshot.File, snapshot.TakenAt) };
        });
        await using (snapshot)
        {
            _log.Info("a backup begins");
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(response, AdminJson.Default.AdminResponse), (byte)'\n']);
            try
            {
                await reader.ReadLineAsync();
            }
            catch (IOException)
            {
                // It was killed before it had read the answer.
            }
        }

        _log.Info("a backup has ended");
    }

    /// <summary>The command reads the files: it may where the daemon can't.</summary>
    private async Task ImportAsync(NetworkStream stream)
    {
        _log.Info("an import begins");
        try
        {
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(new AdminResponse(), AdminJson.Default.AdminResponse), (byte)'\n']);
            await new ImportChannel(stream, () => default).ServeAsync(_administration.ImportAsync, _ending.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The command was killed, or the daemon ends; what has come is stored.
        }

        _log.Info("an import has ended");
    }

    private Task<AdminResponse> AnswerAsync(AdminRequest request) => AnswerAsync(() => _administration.AnswerAsync(request));

    private async Task<AdminResponse> AnswerAsync(Func<Task<AdminResponse>> answer)
    {
        try
        {
            return await answer();
        }
        catch (MapleException e)
        {
            return new() { Refusal = new(e.Code, e.Text.English, e.Text.Chinese) };
        }
        catch (Exception e)
        {
            _log.Error("an administration command failed unexpectedly", e);
            return new()
            {
                Refusal = new(ErrorCode.InternalError, "An internal error; the daemon's log has the details.", "内部错误；详情见守护进程日志。"),
            };
        }
    }

    /// <summary>
    /// Lets the command that is being done get its answer. Those behind it never get their turn: their connections end with the process,
    /// without an answer, and they do their work on the store themselves.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        File.Delete(_file);
        await _ending.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_imports.Keys), Task.Delay(s_patience));
        if (!await _turn.WaitAsync(s_patience))
            _log.Warning("an administration command is cut off");
    }
}
