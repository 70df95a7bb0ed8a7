namespace Maple.Storage.Maintenance;

/// <summary>What a rebuild made, and of what it could not be sure. Pictures are named by their paths below the upload folder.</summary>
internal sealed class RebuildReport
{
    public int Users { get; set; }
    public int Albums { get; set; }
    public int Images { get; set; }

    /// <summary>Lines of facts that were torn or spoilt, and left out.</summary>
    public int BadLines { get; set; }

    /// <summary>Whose facts are gone: they need a new password, or have got a new key.</summary>
    public List<string> UsersWithoutFacts { get; } = [];

    /// <summary>Taken in with what the file itself tells: the name is the file's.</summary>
    public List<string> WithoutFacts { get; } = [];

    /// <summary>Facts whose original is gone.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Originals of uploads that were never answered, left out.</summary>
    public List<BlobKey> Unfinished { get; } = [];

    /// <summary>Originals of images that were deleted; left where they are, and not taken in.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>Files among the originals that are no pictures; left where they are.</summary>
    public List<string> NoPictures { get; } = [];
}
