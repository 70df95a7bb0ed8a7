namespace Maple.Imaging;

/// <summary>All that is derived from an upload. <see cref="Thumb"/> and <see cref="Show"/> have the same format.</summary>
internal sealed record PreparedImage(ImageInfo Info, Rendition Thumb, Rendition Show) : IDisposable
{
    public string RenditionExtension => Show.Format.Extension;

    public void Dispose()
    {
        Thumb.Dispose();
        Show.Dispose();
    }
}
