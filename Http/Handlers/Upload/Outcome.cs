using Maple.Errors;
using Maple.Storage;

namespace Maple.Http.Handlers.Upload;

/// <summary>What became of one file: an image, or the reason against it.</summary>
internal sealed record Outcome(string FileName)
{
    public Image? Image { get; init; }
    public string AlbumName { get; init; } = "";
    public bool IsDuplicate { get; init; }
    public bool IsPrivate { get; init; }
    public ErrorCode Code { get; init; }
    public string Message { get; init; } = "";
}
