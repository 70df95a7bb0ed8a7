namespace Maple.Storage;

/// <summary>The <c>[storage]</c> section of the configuration. Relative paths are relative to the one above them.</summary>
internal sealed record StorageOptions
{
    /// <summary>The folder of everything that maple keeps. Relative to the working directory.</summary>
    public string UploadRoot { get; init; } = "data";

    /// <summary>The folder of the pictures, relative to <see cref="UploadRoot"/>.</summary>
    public string UploadPath { get; init; } = "images";

    /// <summary>The database file, relative to <see cref="UploadRoot"/>.</summary>
    public string Database { get; init; } = "maple.db";

    /// <summary>
    /// Bytes that uploads leave free, on the disk of the pictures and on that of the database. 64 MB: the database's log has 12 MB at most between
    /// two checkpoints, one of which adds 8 MB to the database, and what is left lets other programs write a while before deletions fail.
    /// </summary>
    public long MinFree { get; init; } = 64 << 20;

    public string RootFolder => Path.GetFullPath(UploadRoot);
    public string UploadFolder => Path.Combine(RootFolder, UploadPath);
    public string DatabaseFile => Path.Combine(RootFolder, Database);
}
