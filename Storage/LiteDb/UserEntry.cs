namespace Maple.Storage.LiteDb;

/// <summary>A user in memory, with albums, keys and the lists of images.</summary>
internal sealed class UserEntry(User user)
{
    private long _bytes;

    public User User { get; set; } = user;
    public Dictionary<string, ApiKey> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);
    public SortedDictionary<long, AlbumEntry> Albums { get; } = [];
    public Dictionary<string, AlbumEntry> AlbumsByName { get; } = new(StringComparer.OrdinalIgnoreCase);
    public ImageTable Images { get; } = new();
    public OrderedList<TimeKey> ImagesByTime { get; } = new();
    public Usage Usage => new(Images.Count, _bytes);

    public void Add(AlbumEntry album)
    {
        Albums.Add(album.Facts.Id, album);
        AlbumsByName.Add(album.Facts.Name, album);
    }

    public void Remove(long albumId)
    {
        AlbumsByName.Remove(Albums[albumId].Facts.Name);
        Albums.Remove(albumId);
    }

    public void Replace(Album album)
    {
        AlbumEntry entry = Albums[album.Id];
        AlbumsByName.Remove(entry.Facts.Name);
        entry.Facts = album;
        AlbumsByName.Add(album.Name, entry);
    }

    public void Add(Image image)
    {
        ImageRow row = ImageRow.Of(image);
        Images.Add(row, image.Name, image.Description);
        ImagesByTime.Add(row.TimeKey);
        Albums[image.AlbumId].Add(row);
        _bytes += image.StoredBytes;
    }

    /// <summary>Rows with ids above all others.</summary>
    public void Append(ImageChunk images)
    {
        Images.Append(images);
        AlbumEntry? album = null;
        foreach (ref readonly ImageRow row in images.Rows)
        {
            if (album?.Facts.Id != row.AlbumId)
                album = Albums[row.AlbumId];
            ImagesByTime.Add(row.TimeKey);
            album.Add(row);
            _bytes += row.Bytes;
        }
    }

    public void Remove(Image image)
    {
        ImageRow row = ImageRow.Of(image);
        Images.Remove(image.Id);
        ImagesByTime.Remove(row.TimeKey);
        Albums[image.AlbumId].Remove(row);
        _bytes -= image.StoredBytes;
    }

    /// <summary>An image's time of creation never changes.</summary>
    public void Replace(Image old, Image image)
    {
        ImageRow row = ImageRow.Of(image);
        Images.Replace(row, image.Name, image.Description);
        if (old.AlbumId == image.AlbumId)
            return;
        Albums[old.AlbumId].Remove(row);
        Albums[image.AlbumId].Add(row);
    }
}

/// <summary>An album in memory. Its images are kept in both orders that pages are asked for in, so that no page is counted off.</summary>
internal sealed class AlbumEntry(Album facts)
{
    public Album Facts { get; set; } = facts;
    public OrderedList<long> ImagesById { get; } = new();
    public OrderedList<TimeKey> ImagesByTime { get; } = new();

    public Album Album => Facts with { ImageCount = ImagesById.Count, ShownId = Facts.CoverId ?? ImagesByTime.Last?.Id };

    public void Add(in ImageRow row)
    {
        ImagesById.Add(row.Id);
        ImagesByTime.Add(row.TimeKey);
    }

    public void Remove(in ImageRow row)
    {
        ImagesById.Remove(row.Id);
        ImagesByTime.Remove(row.TimeKey);
    }
}
