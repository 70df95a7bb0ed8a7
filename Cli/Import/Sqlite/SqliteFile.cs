using System.Buffers.Binary;
using System.Text;

namespace Maple.Cli.Import.Sqlite;

/// <summary>
/// A database of SQLite, read without SQLite: the pages and b-trees of its documented file format (the section numbers are those of
/// "Database File Format"). Only what reading tables takes; nothing is ever written.
/// </summary>
/// <exception cref="InvalidDataException">From every member: it is no such file, or a damaged one.</exception>
internal sealed class SqliteFile : IDisposable
{
    private const int HeaderLength = 100;

    // Section 1.6: the kinds of b-tree pages of tables.
    private const byte InteriorTable = 0x05, LeafTable = 0x0D;

    // A b-tree of that depth would have more rows than there are rowids: its pages point at each other.
    private const int MaxDepth = 32;

    // Of a write-ahead log, and of a journal for rolling back.
    private static readonly string[] s_pending = ["-wal", "-journal"];

    private readonly FileStream _file;
    private readonly int _pageSize;
    private readonly int _usable;
    private readonly long _pages;

    public SqliteFile(string path)
    {
        _file = File.OpenRead(path);
        try
        {
            byte[] header = new byte[HeaderLength];
            _file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
            if (!header.AsSpan().StartsWith("SQLite format 3\0"u8))
                throw new InvalidDataException("it is no SQLite database");
            _pageSize = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is var size && size == 1 ? 65_536 : size;
            _usable = _pageSize - header[20];
            if (_pageSize < 512 || !int.IsPow2(_pageSize) || _usable < 480)
                throw Damaged();
            _pages = _file.Length / _pageSize;
            Encoding = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(56)) switch
            {
                2 => Encoding.Unicode,
                3 => Encoding.BigEndianUnicode,
                _ => Encoding.UTF8,
            };
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public Encoding Encoding { get; }

    /// <summary>Changes that are in another file still, which a program that has SQLite must move here first.</summary>
    public static bool HasPendingChanges(string path) =>
        s_pending.Any(suffix => new FileInfo(path + suffix) is { Exists: true, Length: > 0 });

    /// <summary>All rows of a table in the order of their rowids.</summary>
    /// <param name="root">The number of its first page.</param>
    public IEnumerable<(long RowId, byte[] Record)> Rows(long root) => Rows(root, depth: 0);

    public void Dispose() => _file.Dispose();

    private IEnumerable<(long RowId, byte[] Record)> Rows(long number, int depth)
    {
        if (depth > MaxDepth)
            throw Damaged();
        byte[] page = Page(number);
        int start = number == 1 ? HeaderLength : 0;
        byte kind = page[start];
        if (kind is not (InteriorTable or LeafTable))
            throw Damaged();
        int cells = Short(page, start + 3), pointers = start + (kind == InteriorTable ? 12 : 8);
        for (int i = 0; i < cells; i++)
        {
            int at = Short(page, pointers + 2 * i);
            if (kind == LeafTable)
            {
                yield return Cell(page, at);
                continue;
            }

            foreach ((long, byte[]) row in Rows(Long(page, at), depth + 1))
                yield return row;
        }

        if (kind == InteriorTable)
        {
            foreach ((long, byte[]) row in Rows(Long(page, start + 8), depth + 1))
                yield return row;
        }
    }

    /// <summary>Section 1.6: length, rowid, and the record, of which what doesn't fit lies in a chain of overflow pages.</summary>
    private (long RowId, byte[] Record) Cell(byte[] page, int at)
    {
        long length = Varint.Read(page, ref at), rowId = Varint.Read(page, ref at);
        if (length < 0 || length > _file.Length)
            throw Damaged();
        int most = _usable - 35, least = (_usable - 12) * 32 / 255 - 23, here = (int)length;
        if (length > most)
        {
            int kept = least + (int)((length - least) % (_usable - 4));
            here = kept <= most ? kept : least;
        }

        byte[] record = new byte[length];
        Slice(page, at, here).CopyTo(record);
        long next = here < length ? Long(page, at + here) : 0;
        for (int filled = here; filled < length;)
        {
            byte[] overflow = Page(next);
            int count = (int)Math.Min(length - filled, _usable - 4);
            Slice(overflow, 4, count).CopyTo(record.AsSpan(filled));
            filled += count;
            next = Long(overflow, 0);
        }

        return (rowId, record);
    }

    private byte[] Page(long number)
    {
        if (number < 1 || number > _pages)
            throw Damaged();
        byte[] page = new byte[_pageSize];
        _file.Position = (number - 1) * _pageSize;
        _file.ReadExactly(page);
        return page;
    }

    private static int Short(byte[] page, int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(page, at, 2));

    private static uint Long(byte[] page, int at) => BinaryPrimitives.ReadUInt32BigEndian(Slice(page, at, 4));

    private static ReadOnlySpan<byte> Slice(byte[] page, int at, int length) =>
        at >= 0 && length >= 0 && at + length <= page.Length ? page.AsSpan(at, length) : throw Damaged();

    internal static InvalidDataException Damaged() => new("the database is damaged");
}
