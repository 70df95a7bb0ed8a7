using System.Buffers.Binary;

namespace Maple.Storage.LiteDb;

/// <summary>
/// Looks at every page of a data file whose log is empty: whether each is in its place, its items lie within it and apart from each other, and
/// its lists lead somewhere. The engine keeps no checksums of pages, so flipped bytes inside of a row are found by the row's own alone.
/// Offsets are those of LiteDB 5.0.20's BasePage and HeaderPage.
/// </summary>
internal static class PageCheck
{
    private const int Size = LogFrame.PageSize, HeaderSize = 32, SlotSize = 4;
    private const uint None = uint.MaxValue;

    // A file that is beyond hope need not be listed page by page.
    private const int MostFindings = 20;

    private enum PageType : byte
    {
        Empty,
        Header,
        Collection,
        Index,
        Data,
    }

    /// <summary>What is wrong, in words; nothing for a sound file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static IReadOnlyList<string> Look(string path)
    {
        using FileStream file = File.OpenRead(path);
        var found = new List<string>();
        byte[] bytes = new byte[Size];
        if (file.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) < Size)
            return ["the file is shorter than a page"];
        uint firstEmpty = Number(bytes, 60), last = Number(bytes, 64);
        if (file.Length < (last + 1L) * Size)
            return [$"the file has {file.Length} bytes, and its last page is {last}"];

        var pages = new Page[last + 1];
        for (uint id = 0; id <= last && found.Count < MostFindings; id++)
        {
            file.Position = (long)id * Size;
            file.ReadExactly(bytes);
            pages[id] = new Page((PageType)bytes[4], Number(bytes, 5), Number(bytes, 9), Number(bytes, 19));
            if (WrongIn(bytes, id) is { } wrong)
                found.Add($"page {id}: {wrong}");
        }

        if (found.Count == 0)
            found.AddRange(Lists(pages, firstEmpty).Take(MostFindings));
        return found;
    }

    private static string? WrongIn(ReadOnlySpan<byte> page, uint id)
    {
        if (Number(page, 0) != id)
            return $"it says that it is page {Number(page, 0)}";
        var type = (PageType)page[4];
        if (type > PageType.Data || type == PageType.Header != (id == 0))
            return $"it is of the kind {page[4]}";
        return type is PageType.Index or PageType.Data ? WrongItems(page) : null;
    }

    /// <summary>The directory of a page's items grows from its end: a length and a position each.</summary>
    private static string? WrongItems(ReadOnlySpan<byte> page)
    {
        int count = page[23], used = Short(page, 24), fragmented = Short(page, 26), nextFree = Short(page, 28);
        int slots = page[30] == byte.MaxValue ? 0 : page[30] + 1;
        var items = new List<(int From, int To)>(slots);
        for (int i = 0; i < slots; i++)
        {
            int at = Size - (i + 1) * SlotSize, length = Short(page, at), from = Short(page, at + 2);
            if (from == 0 && length == 0)
                continue;
            if (from < HeaderSize || from + length > nextFree)
                return $"its item {i} lies outside";
            items.Add((from, from + length));
        }

        if (items.Count != count || items.Sum(item => item.To - item.From) != used)
            return $"it says {count} items of {used} bytes, and has {items.Count} of {items.Sum(item => item.To - item.From)}";
        if (nextFree + slots * SlotSize > Size || nextFree != HeaderSize + used + fragmented)
            return "its free room is wrong";
        items.Sort();
        for (int i = 1; i < items.Count; i++)
        {
            if (items[i].From < items[i - 1].To)
                return "two of its items overlap";
        }

        return null;
    }

    private static IEnumerable<string> Lists(Page[] pages, uint firstEmpty)
    {
        for (uint id = 0; id < pages.Length; id++)
        {
            Page page = pages[id];
            if (page.Type is not (PageType.Index or PageType.Data))
                continue;
            if (page.Collection >= pages.Length || pages[page.Collection].Type != PageType.Collection)
                yield return $"page {id}: it belongs to the collection {page.Collection}, which is none";
            else if (page.Next != None && !(page.Next < pages.Length && pages[page.Next] is var next && IsNeighbour(page, next) && next.Previous == id))
                yield return $"page {id}: the page after it, {page.Next}, knows nothing of it";
            else if (page.Previous != None && !(page.Previous < pages.Length && pages[page.Previous] is var previous && IsNeighbour(page, previous) && previous.Next == id))
                yield return $"page {id}: the page before it, {page.Previous}, knows nothing of it";
        }

        int steps = 0;
        for (uint id = firstEmpty; id != None; id = pages[id].Next)
        {
            if (id >= pages.Length || pages[id].Type != PageType.Empty || ++steps > pages.Length)
            {
                yield return $"page {id}: it is in the list of empty pages, and is not empty";
                yield break;
            }
        }
    }

    private static bool IsNeighbour(Page page, Page other) => page.Type == other.Type && page.Collection == other.Collection;

    private static uint Number(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);

    private static int Short(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt16LittleEndian(page[at..]);

    private readonly record struct Page(PageType Type, uint Previous, uint Next, uint Collection);
}
