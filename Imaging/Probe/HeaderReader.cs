using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging.Probe;

/// <summary>
/// Reads a file forwards through one small window. Memory is that window whatever lengths the file claims; reading or skipping beyond
/// the end is answered as a damaged picture.
/// </summary>
internal sealed class HeaderReader(SafeFileHandle file) : IDisposable
{
    // Most headers lie in the first 4 KB; larger windows only read more of what is skipped.
    private const int WindowSize = 4096;

    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private long _windowStart;
    private int _windowLength;

    public ImageFormat Format { get; set; } = ImageFormat.Png;

    public long Length { get; } = RandomAccess.GetLength(file);

    public long Position { get; private set; }

    public long Remaining => Length - Position;

    /// <summary>The next bytes, at most a window of them; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(int count)
    {
        if (count > Remaining)
            throw ImageErrors.CutOff(Format);
        if (Position < _windowStart || Position + count > _windowStart + _windowLength)
            Fill();
        int start = (int)(Position - _windowStart);
        if (start + count > _windowLength)
            throw ImageErrors.CutOff(Format);
        Position += count;
        return _window.AsSpan(start, count);
    }

    public byte ReadByte() => Read(1)[0];

    /// <summary>As many of the next bytes as there are, at most a window; does not move.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        long before = Position;
        ReadOnlySpan<byte> bytes = Read((int)Math.Min(count, Remaining));
        Position = before;
        return bytes;
    }

    public void ReadInto(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int count = Math.Min(destination.Length, WindowSize);
            Read(count).CopyTo(destination);
            destination = destination[count..];
        }
    }

    public void Skip(long count)
    {
        if (count < 0 || count > Remaining)
            throw ImageErrors.CutOff(Format);
        Position += count;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);

    private void Fill()
    {
        _windowStart = Position;
        _windowLength = 0;
        while (_windowLength < WindowSize)
        {
            int read = RandomAccess.Read(file, _window.AsSpan(_windowLength, WindowSize - _windowLength), _windowStart + _windowLength);
            if (read == 0)
                break;
            _windowLength += read;
        }
    }
}
