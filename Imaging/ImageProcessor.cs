using Maple.Errors;
using Maple.Imaging.Probe;
using Maple.Imaging.Skia;
using Microsoft.Win32.SafeHandles;

namespace Maple.Imaging;

/// <summary>The front of this folder: pictures in, facts and renditions out, with CPU and memory bounded.</summary>
internal sealed class ImageProcessor(ImagingOptions options, IRenderer renderer)
{
    // What is stored already is rendered even when the list of what may be uploaded has become shorter.
    private readonly ImagingOptions _stored = options with { AllowedExtensions = [.. ImageFormat.All.Select(f => f.Extension)] };

    private readonly WorkQueue _queue = new(
        options.Workers > 0 ? options.Workers : Environment.ProcessorCount, options.MaxQueue, options.MaxDecodeBytes);

    /// <inheritdoc cref="WorkQueue.Load"/>
    public (int Running, int Waiting) Load => _queue.Load;

    /// <summary>Checks an upload, and makes its thumbnail and show picture.</summary>
    /// <exception cref="MapleException">
    /// <c>empty_file</c>, <c>unsupported_format</c>, <c>format_not_allowed</c>, <c>corrupt_image</c>, <c>too_many_pixels</c>,
    /// <c>too_many_frames</c>, <c>overloaded</c>, <c>decoder_unavailable</c>
    /// </exception>
    /// <param name="path">The file.</param>
    /// <param name="kinds">Extensions, of those that are allowed at all; null: all of these.</param>
    /// <param name="cancellation">Of the wait.</param>
    public async Task<PreparedImage> PrepareAsync(string path, IReadOnlyList<string>? kinds, CancellationToken cancellation = default)
    {
        Box thumb = Box.OfWidth(options.ThumbWidth), show = Box.OfWidth(options.ShowWidth);
        bool showFirst = options.ShowWidth >= options.ThumbWidth;
        using SafeFileHandle file = File.OpenHandle(path);
        ImageInfo info = ImageProbe.Read(file, kinds is null ? options : options with { AllowedExtensions = [.. options.AllowedExtensions.Where(Wanted)] });
        Rendition[] renditions = await RenderAsync(file, info, showFirst ? [show, thumb] : [thumb, show], cancellation);
        return showFirst ? new(info, renditions[1], renditions[0]) : new(info, renditions[0], renditions[1]);

        bool Wanted(string allowed) => kinds.Any(kind => ImageFormat.ByExtension(kind) == ImageFormat.ByExtension(allowed));
    }

    /// <inheritdoc cref="PrepareAsync(string, IReadOnlyList{string}, CancellationToken)"/>
    public Task<PreparedImage> PrepareAsync(string path, CancellationToken cancellation = default) => PrepareAsync(path, null, cancellation);

    /// <summary>One rendition of a stored picture, never enlarged.</summary>
    /// <exception cref="MapleException"><c>corrupt_image</c>, <c>too_many_pixels</c>, <c>overloaded</c>, <c>decoder_unavailable</c></exception>
    public async Task<Rendition> RenderAsync(string path, Box box, CancellationToken cancellation = default)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        ImageInfo info = ImageProbe.Read(file, _stored);
        return (await RenderAsync(file, info, [box], cancellation))[0].WithBytesOf(file);
    }

    private Task<Rendition[]> RenderAsync(SafeFileHandle file, ImageInfo info, Box[] boxes, CancellationToken cancellation)
    {
        long bytes = Renderer.MemoryFor(info, boxes[0]);
        if (bytes > options.MaxDecodeBytes)
            throw ImageErrors.TooMuchMemory(info.Width, info.Height, bytes, options.MaxDecodeBytes);
        return _queue.RunAsync(bytes, () => renderer.RenderAsync(file, info, boxes, cancellation), cancellation);
    }
}
