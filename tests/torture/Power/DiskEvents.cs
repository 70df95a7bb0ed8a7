namespace Maple.Tests.Torture.Power;

/// <summary>A file or folder, whatever its name is by now.</summary>
internal sealed class Node(bool isFolder, UnixFileMode mode)
{
    public bool IsFolder => isFolder;

    public UnixFileMode Mode => mode;

    /// <summary>Of a file, before anything was recorded.</summary>
    public byte[] Before { get; init; } = [];

    /// <summary>Of a folder, as the running process sees it.</summary>
    public Dictionary<string, Node> Entries { get; } = [];

    /// <summary>Of a file, as the running process sees it.</summary>
    public long Length { get; set; }
}

/// <summary>Something that happened to the disk between two lines of the trace.</summary>
internal abstract record DiskEvent(int Begin, int End);

/// <param name="Bytes">What was written there.</param>
/// <param name="Extends">It made the file longer.</param>
internal sealed record Written(int Begin, int End, Node File, long Offset, byte[] Bytes, bool Extends) : DiskEvent(Begin, End);

internal sealed record Cut(int Begin, int End, Node File, long Length) : DiskEvent(Begin, End);

/// <summary>Names that changed together: one, or both of a rename.</summary>
internal sealed record Named(int Begin, int End, IReadOnlyList<Name> Names, bool IsNew) : DiskEvent(Begin, End);

/// <param name="Target">Null: the name is gone.</param>
internal sealed record Name(Node Folder, string Text, Node? Target);

/// <param name="DataOnly">fdatasync: the names that lead to it and its times may be left out.</param>
internal sealed record Synced(int Begin, int End, Node Node, bool DataOnly) : DiskEvent(Begin, End);
