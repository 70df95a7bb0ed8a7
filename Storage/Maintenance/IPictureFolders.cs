namespace Maple.Storage.Maintenance;

/// <summary>The files that are really there, for those who compare them with the rows.</summary>
/// <remarks>Errors common to all members: <c>storage_full</c>, <c>storage_unavailable</c>.</remarks>
internal interface IPictureFolders
{
    IReadOnlyList<string> Users();

    /// <summary>Every file among a user's originals, thumbnails and show pictures, whatever its name. Links are left out.</summary>
    IEnumerable<StoredFile> Files(string user);

    /// <summary>Uploads that are being received, or were.</summary>
    IEnumerable<StoredFile> Temporary();

    void Remove(StoredFile temporary);

    /// <summary>Moves a file below <c>lost+found</c>, under the path that it had, with a note beside it. Nothing happens when it is gone.</summary>
    void MoveToLostAndFound(StoredFile file, string note);
}

/// <param name="Path">Below the upload folder, slash-separated.</param>
internal readonly record struct StoredFile(string Path, long Length, DateTimeOffset LastModified);
