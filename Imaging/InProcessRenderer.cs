using Maple.Imaging.Skia;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>
/// Decodes in this process: a decoder that breaks takes maple with it, and its time is only looked at between strips of a picture.
/// </summary>
internal sealed class InProcessRenderer(TimeSpan decodeTime) : IRenderer
{
    public async Task<Rendition[]> RenderAsync(SafeFileHandle file, ImageInfo info, Box[] boxes, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(decodeTime);
        try
        {
            return await Task.Run(() => Renderer.Render(file, info, boxes, limit.Token), cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ImageErrors.Unsafe(info.Format);
        }
    }
}
