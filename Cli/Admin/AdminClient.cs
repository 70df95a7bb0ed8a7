using System.Net.Sockets;
using System.Text.Json;
using Maple.Errors;

namespace Maple.Cli.Admin;

/// <summary>Administration through the running daemon.</summary>
internal sealed class AdminClient : IAdministration
{
    private readonly string _file;

    private AdminClient(string file) => _file = file;

    /// <summary>Null when no daemon listens there.</summary>
    /// <exception cref="MapleException"><c>forbidden</c> when the daemon belongs to another user.</exception>
    public static async Task<AdminClient?> TryConnectAsync(string file)
    {
        try
        {
            using Socket socket = await ConnectAsync(file).ConfigureAwait(false);
            return new AdminClient(file);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new MapleException(
                ErrorCode.Forbidden,
                "The daemon runs as another user. Run this command as that user, or with sudo.",
                "守护进程以其他用户身份运行。请以该用户身份或使用 sudo 运行此命令。",
                e);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public async Task<Account> CreateUserAsync(NewAccount account) =>
        (await AskAsync(new AdminRequest(AdminAction.CreateUser) { Account = account }).ConfigureAwait(false))[0];

    public async Task<Account> FindAsync(string? username) =>
        (await AskAsync(new AdminRequest(AdminAction.Find) { Username = username }).ConfigureAwait(false))[0];

    public async Task<Account> ResetKeyAsync(string? username) =>
        (await AskAsync(new AdminRequest(AdminAction.ResetKey) { Username = username }).ConfigureAwait(false))[0];

    public Task<IReadOnlyList<Account>> ListAsync() => AskAsync(new AdminRequest(AdminAction.List));

    public async Task<Account> SetPasswordAsync(string? username, string password) =>
        (await AskAsync(new AdminRequest(AdminAction.SetPassword) { Username = username, Password = password }).ConfigureAwait(false))[0];

    private async Task<IReadOnlyList<Account>> AskAsync(AdminRequest request)
    {
        using Socket socket = await ConnectAsync(_file).ConfigureAwait(false);
        await using var stream = new NetworkStream(socket);
        await JsonSerializer.SerializeAsync(stream, request, AdminJson.Default.AdminRequest).ConfigureAwait(false);
        await stream.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
        AdminResponse response = (await JsonSerializer.DeserializeAsync(stream, AdminJson.Default.AdminResponse).ConfigureAwait(false))!;
        if (response.Refusal is { } refusal)
            throw new MapleException(refusal.Code, refusal.English, refusal.Chinese);
        return response.Accounts;
    }

    private static Task<Socket> ConnectAsync(string file) => AdminSocket.At(file, address =>
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(address);
            return Task.FromResult(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    });

    public ValueTask DisposeAsync() => default;
}
