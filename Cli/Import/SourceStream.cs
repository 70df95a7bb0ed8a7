using Maple.Errors;

namespace Maple.Cli.Import;

/// <summary>A file to be imported can't be read, or changed while it was: it is left out, and the next may follow.</summary>
internal sealed class SourceException(string message) : Exception(message)
{
    public Text Text => new($"it can't be read: {Message}", $"无法读取：{Message}");
}

/// <summary>
/// As many bytes of a file as it had when it was described. What goes wrong in reading them is told apart from what goes wrong where they go to.
/// </summary>
/// <exception cref="SourceException">From reading.</exception>
internal sealed class SourceStream(Stream file, long left) : CountedStream(file, left)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new SourceException("it became shorter meanwhile");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(e.Message);
        }
    }
}
