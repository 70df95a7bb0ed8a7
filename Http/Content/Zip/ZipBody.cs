using System.Globalization;
using Maple.Storage;

namespace Maple.Http.Content.Zip;

/// <summary>
/// An archive that is made while it is sent. Its files are stored, since pictures are compressed already; so its length is known before any of them
/// is opened. A file is read twice, first for its checksum, which stands before its bytes: some readers can't do with one behind them.
/// </summary>
/// <param name="open">Null: the file is gone.</param>
/// <remarks>What can't be read, or has another size by now, throws: the transport cuts the connection, and what was sent has no directory and is no archive.</remarks>
internal sealed class ZipBody(IReadOnlyList<ZipEntry> entries, Func<BlobKey, Task<Blob?>> open, ZipRecords records) : ResponseBody
{
    // Reads of this size cost least per byte.
    private const int BufferSize = 64 << 10;

    private readonly uint[] _checksums = new uint[entries.Count];
    private readonly Layout _layout = Layout.Of(entries, records);
    private long _position;
    private int _started, _listed;
    private bool _hasEnded;
    private ReadOnlyMemory<byte> _record;
    private Blob? _file;
    private long _fileRead;

    public override long Length => _layout.Length;

    /// <summary>Opens the first file, so that what fails at once can still be answered with an error.</summary>
    public Task BeginAsync() => NextAsync();

    /// <summary>From its beginning to its end alone.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        if (offset != _position)
            throw new InvalidOperationException("an archive is sent from its beginning to its end");
        if (buffer.Length == 0)
            return 0;
        while (_record.Length == 0 && _file is null)
        {
            if (!await NextAsync().ConfigureAwait(false))
                return 0;
        }

        int read = _record.Length > 0 ? Take(buffer.Span) : await ReadFileAsync(buffer).ConfigureAwait(false);
        _position += read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Goes on to the next file, then to the lines of the directory, then to the end.</summary>
    private async Task<bool> NextAsync()
    {
        if (_started < entries.Count)
        {
            ZipEntry entry = entries[_started];
            _file = await open(entry.Source).ConfigureAwait(false) ?? throw new FileNotFoundException($"{entry.Source} is gone");
            if (_file.Length != entry.Size)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{entry.Source} has {_file.Length} bytes instead of {entry.Size}"));
            uint crc = _checksums[_started] = await ChecksumAsync(_file).ConfigureAwait(false);
            _record = records.Local(entry, crc);
            _fileRead = 0;
            _started++;
            if (entry.Size == 0)
                await CloseAsync().ConfigureAwait(false);
        }
        else if (_listed < entries.Count)
        {
            _record = records.Central(entries[_listed], _checksums[_listed], _layout.Offsets[_listed]);
            _listed++;
        }
        else if (!_hasEnded)
        {
            _record = records.End(entries.Count, _layout.Directory, _layout.DirectoryLength);
            _hasEnded = true;
        }
        else
        {
            return false;
        }

        return true;
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _record.Length);
        _record.Span[..count].CopyTo(buffer);
        _record = _record[count..];
        return count;
    }

    private async Task<int> ReadFileAsync(Memory<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, _file!.Length - _fileRead);
        int read = await _file.ReadAsync(buffer[..wanted], _fileRead).ConfigureAwait(false);
        _fileRead += read;
        if (read == 0)
            throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"a file ended at {_fileRead} of {_file.Length} bytes"));
        if (_fileRead == _file.Length)
            await CloseAsync().ConfigureAwait(false);
        return read;
    }

    private async Task CloseAsync()
    {
        if (_file is { } file)
            await file.DisposeAsync().ConfigureAwait(false);
        _file = null;
    }

    private static async Task<uint> ChecksumAsync(Blob file)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            uint crc = 0;
            int read;
            for (long at = 0; at < file.Length && (read = await file.ReadAsync(buffer, at).ConfigureAwait(false)) > 0; at += read)
                crc = Crc32.Append(crc, buffer.AsSpan(0, read));
            return crc;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="Offsets">Where each file begins.</param>
    private sealed record Layout(long[] Offsets, long Directory, long DirectoryLength, long Length)
    {
        public static Layout Of(IReadOnlyList<ZipEntry> entries, ZipRecords records)
        {
            long[] offsets = new long[entries.Count];
            long at = 0, directory = 0;
            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = at;
                directory += records.CentralLengthOf(entries[i], at);
                at += records.LocalLengthOf(entries[i]) + entries[i].Size;
            }

            return new Layout(offsets, at, directory, at + directory + records.EndLengthOf(offsets.Length, at, directory));
        }
    }
}
