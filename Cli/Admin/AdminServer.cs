using System.Net.Sockets;
using System.Text.Json;
using Maple.Errors;
using Maple.Logging;

namespace Maple.Cli.Admin;

/// <summary>Answers commands on the daemon's socket.</summary>
internal sealed class AdminServer(string file, IAdministration administration, Log log) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>The caller holds the store's lock, so a socket file that is there already is left from a daemon that is gone.</summary>
    public void Start()
    {
        File.Delete(file);
        AdminSocket.At(file, address =>
        {
            _socket.Bind(address);
            return 0;
        });
        // The folder is 0700; the file's own mode says so once more.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen();
        _ = Task.Run(AcceptAsync);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket connection = await _socket.AcceptAsync().ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            log.Debug("the administration socket is closed", ("error", e.Message));
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var reader = new StreamReader(stream);
            if (await reader.ReadLineAsync().ConfigureAwait(false) is not { } line)
                return;
            AdminResponse response = await AnswerAsync(line).ConfigureAwait(false);
            await JsonSerializer.SerializeAsync(stream, response, AdminJson.Default.AdminResponse).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Error("an administration command failed", e);
        }
    }

    private async Task<AdminResponse> AnswerAsync(string line)
    {
        try
        {
            AdminRequest request = JsonSerializer.Deserialize(line, AdminJson.Default.AdminRequest)!;
            return new AdminResponse { Accounts = await DoAsync(request).ConfigureAwait(false) };
        }
        catch (MapleException e)
        {
            return new AdminResponse { Refusal = new AdminRefusal(e.Code, e.Text.English, e.Text.Chinese) };
        }
        catch (Exception e)
        {
            log.Error("an administration command failed unexpectedly", e);
            return new AdminResponse
            {
                Refusal = new AdminRefusal(ErrorCode.InternalError, "An internal error; the daemon's log has the details.", "内部错误；详情见守护进程日志。"),
            };
        }
    }

    private async Task<IReadOnlyList<Account>> DoAsync(AdminRequest request) => request.Action switch
    {
        AdminAction.CreateUser => [await administration.CreateUserAsync(request.Account!).ConfigureAwait(false)],
        AdminAction.Find => [await administration.FindAsync(request.Username).ConfigureAwait(false)],
        AdminAction.ResetKey => [await administration.ResetKeyAsync(request.Username).ConfigureAwait(false)],
        AdminAction.SetPassword => [await administration.SetPasswordAsync(request.Username, request.Password!).ConfigureAwait(false)],
        _ => await administration.ListAsync().ConfigureAwait(false),
    };

    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(file);
    }
}
