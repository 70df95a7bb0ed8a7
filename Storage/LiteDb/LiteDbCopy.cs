using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>
/// A copy of a data file, read as a store. Nothing is written to it: its log lies in memory, and there stays what opening it may want to
/// change, as a migration does.
/// </summary>
internal static class LiteDbCopy
{
    /// <summary>Of a store that this maple has opened.</summary>
    public static int Schema => Migrations.Today.Newest;

    /// <exception cref="MapleException"><c>store_damaged</c>, <c>store_too_new</c>, <c>storage_unavailable</c></exception>
    public static Task<IMetadataStore> OpenAsync(string path) => Task.Run<IMetadataStore>(() =>
    {
        var log = new MemoryFile();
        LogFile.Create(log);
        ReadOnlyFile? file = null;
        try
        {
            file = new ReadOnlyFile(path);
            return LiteDbMetadataStore.Open(file, log, TimeProvider.System);
        }
        catch (Exception error)
        {
            file?.Dispose();
            if (error is MapleException or not (IOException or UnauthorizedAccessException))
                throw;
            throw Refusal.OfStorage(error);
        }
    });

    private sealed class ReadOnlyFile(string path) : IStoreFile
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle = File.OpenHandle(path);

        public long Length => RandomAccess.GetLength(_handle);

        public int Read(Span<byte> buffer, long offset)
        {
            int total = 0, read;
            while (total < buffer.Length && (read = RandomAccess.Read(_handle, buffer[total..], offset + total)) > 0)
                total += read;
            return total;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new IOException("a copy is not written to");

        public void Sync()
        {
        }

        public void CheckName()
        {
        }

        public void Dispose() => _handle.Dispose();
    }

    private sealed class MemoryFile : IStoreFile
    {
        private readonly MemoryStream _bytes = new();

        public long Length => _bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (_bytes)
            {
                _bytes.Position = offset;
                return _bytes.Read(buffer);
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (_bytes)
            {
                _bytes.Position = offset;
                _bytes.Write(bytes);
            }
        }

        public void Sync()
        {
        }

        public void CheckName()
        {
        }

        public void Dispose() => _bytes.Dispose();
    }
}
