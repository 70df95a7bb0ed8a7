using System.Formats.Tar;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>A tar of <see cref="TarTarget"/>, read once from its beginning to its end.</summary>
internal sealed class TarSource(string name, Stream input) : IBackupSource
{
    private Manifest? _manifest;

    public string Name => name;

    public Manifest Manifest => _manifest ?? throw BackupError.Manifest();

    public async IAsyncEnumerable<(string Path, Stream Content)> FilesAsync()
    {
        await using var tar = new TarReader(input, leaveOpen: true);
        while (await NextAsync(tar) is { } entry)
        {
            // Folders, links and devices are in no backup, nor is a name that is not one of a backup's: nothing gets out of the folder.
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !BackupPath.IsValid(entry.Name))
                throw BackupError.Foreign(entry.Name);
            Stream content = new Guarded(entry.DataStream ?? Stream.Null);
            if (entry.Name == BackupPath.Manifest)
                _manifest = Manifest.Read(content);
            else
                yield return (entry.Name, content);
        }
    }

    public ValueTask DisposeAsync() => input.DisposeAsync();

    private static async Task<TarEntry?> NextAsync(TarReader tar)
    {
        try
        {
            return await tar.GetNextEntryAsync();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw BackupError.Cut(e);
        }
    }

    /// <summary>What the reader throws at bytes that are no tar.</summary>
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or InvalidOperationException;

    /// <summary>An entry's bytes, whose early end is damage and not a bug.</summary>
    private sealed class Guarded(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw BackupError.Cut(e);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
