namespace Maple.Storage.LiteDb;

/// <summary>
/// All that the store does to a file. What is written is durable only after <see cref="Sync"/>; a test puts a recorder in its place
/// and rebuilds the disk as a power cut would leave it.
/// </summary>
/// <remarks>Every member throws <see cref="IOException"/> as the operating system does.</remarks>
internal interface IStoreFile : IDisposable
{
    /// <summary>In bytes.</summary>
    long Length { get; }

    /// <summary>Fills the buffer unless the file ends before; returns the bytes read.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Also throws what <see cref="CheckName"/> throws.</summary>
    void Sync();

    /// <summary>
    /// Throws unless the file is still found under its name: one that was deleted or replaced would take everything and keep it until the process
    /// ends.
    /// </summary>
    void CheckName();
}
