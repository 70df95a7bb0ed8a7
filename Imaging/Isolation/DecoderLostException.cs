namespace Maple.Imaging.Isolation;

/// <summary>A worker ended, or was ended, before it had answered.</summary>
/// <param name="message">How, for the log.</param>
/// <param name="isFromOutside">It may have been no fault of the picture's.</param>
internal sealed class DecoderLostException(string message, bool isFromOutside) : Exception(message)
{
    public bool IsFromOutside => isFromOutside;
}
