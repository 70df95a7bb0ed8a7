using System.Buffers;

namespace Maple.Storage.Facts;

/// <summary>The facts of one user as files that hold nothing else: the same rows, in the same order, make the same bytes.</summary>
internal sealed class FactSheets
{
    private readonly SortedDictionary<string, ArrayBufferWriter<byte>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _albums = [];

    private readonly string _owner;

    public FactSheets(User user)
    {
        _owner = user.Name;
        Add(IFactFiles.Account, new Fact { User = UserFact.Of(user) });
    }

    /// <summary>By the names of <see cref="IFactFiles"/>.</summary>
    public IEnumerable<(string File, ReadOnlyMemory<byte> Lines)> All => _files.Select(file => (file.Key, file.Value.WrittenMemory));

    public void Add(ApiKey key) => Add(IFactFiles.Account, new Fact { Key = KeyFact.Of(key) });

    /// <summary>Albums come before their images.</summary>
    public void Add(Album album)
    {
        _albums[album.Id] = album.Name;
        Add(IFactFiles.Account, new Fact { Album = AlbumFact.Of(album) });
    }

    public void Add(Image image) =>
        Add(FactSources.MonthOf(image.Stem), new Fact { Image = ImageFact.Of(image, _albums.GetValueOrDefault(image.AlbumId, ""), _owner) });

    private void Add(string file, Fact fact)
    {
        if (!_files.TryGetValue(file, out ArrayBufferWriter<byte>? lines))
            _files.Add(file, lines = new ArrayBufferWriter<byte>());
        FactLine.Write(lines, fact);
    }
}
