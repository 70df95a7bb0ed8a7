using System.Net;
using System.Net.Sockets;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Unix;

public sealed class FileToSocketTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;

    public FileToSocketTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _client.Connect(_listener.LocalEndPoint!);
        _server = _listener.Accept();
        _server.Blocking = false;
    }

    [Fact]
    public void Bytes_from_an_offset_on_arrive_as_they_are()
    {
        File.WriteAllBytes(_path, [.. Enumerable.Range(0, 1000).Select(i => (byte)i)]);
        using SafeFileHandle file = File.OpenHandle(_path);

        int sent = FileToSocket.Send(_server.SafeHandle, file, 300, 200);

        byte[] received = new byte[200];
        Assert.Equal(200, sent);
        Assert.Equal(200, _client.Receive(received));
        Assert.Equal(Enumerable.Range(300, 200).Select(i => (byte)i), received);
    }

    [Fact]
    public void A_socket_that_is_full_takes_none()
    {
        const int length = 64 << 20;
        using SafeFileHandle file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, length);
        long total = 0;
        int sent;
        while ((sent = FileToSocket.Send(_server.SafeHandle, file, total, (int)(length - total))) > 0)
            total += sent;

        Assert.InRange(total, 1, length - 1);
    }

    [Fact]
    public void Behind_the_end_there_is_nothing_to_send()
    {
        using SafeFileHandle file = File.OpenHandle(_path);

        Assert.Throws<EndOfStreamException>(() => FileToSocket.Send(_server.SafeHandle, file, 10, 1));
    }

    [Fact]
    public void A_client_that_is_gone_is_an_error()
    {
        File.WriteAllBytes(_path, new byte[1000]);
        using SafeFileHandle file = File.OpenHandle(_path);
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Dispose();
        _server.Poll(-1, SelectMode.SelectRead);

        Assert.Throws<IOException>(() => FileToSocket.Send(_server.SafeHandle, file, 0, 1000));
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _listener.Dispose();
        File.Delete(_path);
    }
}
