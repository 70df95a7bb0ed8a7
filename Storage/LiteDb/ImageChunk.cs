using System.Text;

namespace Maple.Storage.LiteDb;

/// <summary>Up to 512 rows in the order of ids, and their names and descriptions in one piece of UTF-8.</summary>
internal sealed class ImageChunk
{
    private ImageRow[] _rows = new ImageRow[4];
    private byte[] _text = new byte[64];
    private int _textLength;
    private int _garbage;

    public ImageChunk()
    {
    }

    /// <exception cref="ArgumentException">These rows and this text are not of one chunk.</exception>
    public ImageChunk(ReadOnlySpan<ImageRow> rows, ReadOnlySpan<byte> text)
    {
        long last = long.MinValue;
        foreach (ref readonly ImageRow row in rows)
        {
            if (row.Id <= last || (uint)row.TextStart + (long)row.NameLength + row.DescriptionLength > text.Length)
                throw new ArgumentException($"the row {row.Id} is not of this chunk");
            last = row.Id;
        }

        (_rows, _text, _textLength, Count) = (rows.ToArray(), text.ToArray(), text.Length, rows.Length);
    }

    public int Count { get; private set; }
    public long LastId => _rows[Count - 1].Id;
    public ReadOnlySpan<ImageRow> Rows => _rows.AsSpan(0, Count);

    /// <summary>The texts of all rows, and some of rows that are gone.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _textLength);

    public ReadOnlySpan<byte> NameOf(in ImageRow row) => _text.AsSpan(row.TextStart, row.NameLength);

    public ReadOnlySpan<byte> DescriptionOf(in ImageRow row) => _text.AsSpan(row.TextStart + row.NameLength, row.DescriptionLength);

    /// <summary>Where the row of that id is, or the complement of where it would be.</summary>
    public int IndexOf(long id)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            long found = _rows[middle].Id;
            if (found == id)
                return middle;
            if (found < id)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    public void Add(ImageRow row, string name, string description)
    {
        row = Write(row, name, description);
        int index = ~IndexOf(row.Id);
        if (Count == _rows.Length)
            Array.Resize(ref _rows, Count * 2);
        _rows.AsSpan(index, Count - index).CopyTo(_rows.AsSpan(index + 1));
        _rows[index] = row;
        Count++;
    }

    public void Replace(int index, ImageRow row, string name, string description)
    {
        Discard(_rows[index]);
        _rows[index] = Write(row, name, description);
    }

    public void RemoveAt(int index)
    {
        Discard(_rows[index]);
        _rows.AsSpan(index + 1, Count - index - 1).CopyTo(_rows.AsSpan(index));
        Count--;
    }

    public void Append(ImageChunk next)
    {
        Array.Resize(ref _rows, Math.Max(_rows.Length, Count + next.Count));
        foreach (ImageRow row in next.Rows)
            _rows[Count++] = Copy(row, next);
    }

    /// <summary>A copy of the rows with higher ids, and of no texts but theirs.</summary>
    public ImageChunk CopyAfter(long id) => CopyBetween(id, long.MaxValue);

    /// <summary>A copy of the rows up to an id, and of no texts but theirs.</summary>
    public ImageChunk CopyThrough(long id) => CopyBetween(long.MinValue, id);

    private ImageChunk CopyBetween(long after, long last)
    {
        ImageChunk copy = new() { _rows = new ImageRow[Count], _text = new byte[_textLength - _garbage] };
        foreach (ref readonly ImageRow row in Rows)
        {
            if (row.Id > after && row.Id <= last)
                copy._rows[copy.Count++] = copy.Copy(row, this);
        }

        return copy;
    }

    private ImageRow Write(ImageRow row, string name, string description)
    {
        int nameLength = Encoding.UTF8.GetByteCount(name), descriptionLength = Encoding.UTF8.GetByteCount(description);
        ImageRow placed = row.WithText(_textLength, nameLength, descriptionLength);
        Span<byte> text = Reserve(nameLength + descriptionLength);
        Encoding.UTF8.GetBytes(name, text);
        Encoding.UTF8.GetBytes(description, text[nameLength..]);
        return placed;
    }

    private ImageRow Copy(in ImageRow row, ImageChunk from)
    {
        ImageRow placed = row.WithText(_textLength, row.NameLength, row.DescriptionLength);
        from._text.AsSpan(row.TextStart, row.NameLength + row.DescriptionLength)
            .CopyTo(Reserve(row.NameLength + row.DescriptionLength));
        return placed;
    }

    private Span<byte> Reserve(int length)
    {
        if (_textLength + length > _text.Length)
            Array.Resize(ref _text, Math.Max(_textLength + length, _text.Length + _text.Length / 2));
        _textLength += length;
        return _text.AsSpan(_textLength - length, length);
    }

    /// <summary>Texts of removed rows stay behind until they are half of all.</summary>
    private void Discard(in ImageRow gone)
    {
        _garbage += gone.NameLength + gone.DescriptionLength;
        if (_garbage < 1024 || _garbage < _textLength / 2)
            return;
        ImageChunk compact = new();
        foreach (ref ImageRow row in _rows.AsSpan(0, Count))
            row = compact.Copy(row, this);
        (_text, _textLength, _garbage) = (compact._text, compact._textLength, 0);
    }
}
