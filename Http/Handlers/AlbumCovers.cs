using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>The links to the pictures that stand for albums, found for all albums of a page at once.</summary>
internal sealed class AlbumCovers(IImageStore images, ImageViews views)
{
    /// <returns>The thumbnail's link of an album; null when it is empty.</returns>
    public async Task<Func<Album, string?>> OfAsync(Exchange exchange, IReadOnlyList<Album> albums)
    {
        IReadOnlyList<Image> shown = await images.FindAllAsync(null, [.. albums.Select(album => album.ShownId).OfType<long>()]).ConfigureAwait(false);
        Dictionary<long, string> urls = shown.ToDictionary(image => image.Id, image => views.ThumbUrl(exchange, image));
        return album => album.ShownId is { } id ? urls.GetValueOrDefault(id) : null;
    }
}
