using System.Buffers;
using Maple.Storage;
using Maple.Unix;

namespace Maple.Http.Transport;

/// <summary>
/// Writes an answer straight to its connection. A small one leaves in one write together with its head; of a large one the kernel sends what the
/// socket takes (<see cref="FileToSocket"/>), and a piece that is copied waits for room. docs/decisions/0011-serving.md has the figures.
/// </summary>
internal static class AnswerWriter
{
    /// <summary>Head and body up to this length leave in one write, and pieces of a body that can't be sent from its file.</summary>
    private const int Whole = 64 << 10;

    /// <summary>
    /// What is copied of a body that the kernel can send: the first piece, and one whenever the socket is full. Linux calls a socket writable with a
    /// third of its buffer free, so the next call takes much more than this.
    /// </summary>
    private const int Piece = 16 << 10;

    /// <exception cref="Exception">It did not go out, or not whole: nothing is left but to cut the connection.</exception>
    public static async Task WriteAsync(Connection connection, Response response, bool keepAlive)
    {
        ResponseBody body = response.Body;
        long length = connection.Head?.Method == "HEAD" ? 0 : body.Length;
        int bound = AnswerHead.Bound(response);
        bool isSent = bound + length > Whole && !connection.IsSecure && body.FileAt(0) is not null;
        int size = (int)Math.Min(bound + length, Math.Max(bound, isSent ? Piece : Whole));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            connection.Deadline.BeginBody();
            int filled = AnswerHead.Write(buffer, response, keepAlive);
            for (long sent = 0; filled > 0 || sent < length;)
            {
                int count = (int)Math.Min(size - filled, length - sent);
                await body.ReadExactlyAsync(buffer.AsMemory(filled, count), sent).ConfigureAwait(false);
                await connection.WriteAsync(buffer.AsMemory(0, filled + count)).ConfigureAwait(false);
                (filled, sent) = (0, sent + count);
                if (sent < length && body.FileAt(sent) is { } part)
                    sent += SendFile(connection, part);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends of a file what the socket takes at once; behind TLS that is nothing.</summary>
    private static long SendFile(Connection connection, FilePart part)
    {
        // A client that takes it as fast as it comes shares its thread with nobody meanwhile.
        const int portion = 4 << 20;
        if (connection.IsSecure || part.Length <= 0)
            return 0;
        int sent = FileToSocket.Send(connection.Socket.SafeHandle, part.File, part.Offset, (int)Math.Min(portion, part.Length));
        connection.Deadline.Moved(sent);
        return sent;
    }
}
