namespace Maple.Storage.Facts;

/// <summary>
/// Files of facts beside the pictures, one folder for each user: <see cref="Account"/>, and one for each month's images (<c>2026-11</c>).
/// </summary>
/// <remarks>Errors common to all members: <c>storage_full</c>, <c>storage_unavailable</c>.</remarks>
internal interface IFactFiles
{
    const string Account = "account";

    /// <summary>Appends whole lines, durably. What an earlier process left without its line feed gets one first.</summary>
    Task AppendAsync(string user, string file, ReadOnlyMemory<byte> lines);

    bool Exists(string user, string file);

    /// <summary>There are some of this user, of whatever kind.</summary>
    bool HasFacts(string user);

    /// <summary>All of a file; empty when there is none.</summary>
    byte[] Read(string user, string file);

    /// <summary>Removes all facts of a user, durably; nothing happens when there are none.</summary>
    Task RemoveAsync(string user);

    /// <summary>The folders that are users', or were.</summary>
    IReadOnlyList<string> Users();

    /// <summary>The months of which a user has facts or originals, in order.</summary>
    IReadOnlyList<string> Months(string user);

    /// <summary>The originals that are there of a month.</summary>
    IReadOnlyList<BlobKey> Originals(string user, string month);
}
