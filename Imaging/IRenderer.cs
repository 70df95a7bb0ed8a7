using Maple.Errors;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>Makes smaller pictures from a file whose header was read and found within the limits.</summary>
internal interface IRenderer
{
    /// <param name="file">Open for reading.</param>
    /// <param name="boxes">Largest first, each within the one before it.</param>
    /// <returns>One rendition per box, in the same order and all of the same format; never enlarged.</returns>
    /// <exception cref="MapleException">
    /// <c>corrupt_image</c> when the pixels can't all be decoded, or not in time, or not safely; <c>decoder_unavailable</c>
    /// </exception>
    Task<Rendition[]> RenderAsync(SafeFileHandle file, ImageInfo info, Box[] boxes, CancellationToken cancellation);
}
