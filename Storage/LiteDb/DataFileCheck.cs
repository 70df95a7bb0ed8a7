using System.Buffers.Binary;

namespace Maple.Storage.LiteDb;

/// <summary>
/// What must hold before the engine may touch a data file: it would write a new database into an empty one, and cut one that ends in
/// half a page. Offsets are those of LiteDB 5.0.20's HeaderPage.
/// </summary>
internal static class DataFileCheck
{
    private const int InfoOffset = 32;
    private const int VersionOffset = 59;
    private const int LastPageOffset = 64;
    private const byte FileVersion = 8;

    private static ReadOnlySpan<byte> Info => "** This is a LiteDB file **"u8;

    /// <exception cref="Errors.MapleException"><c>store_damaged</c></exception>
    public static void Verify(IStoreFile file, LogFile log)
    {
        byte[] page = new byte[LogFrame.PageSize];
        if (file.Read(page, 0) < page.Length)
            throw Damage.Cut();
        if (!page.AsSpan(InfoOffset).StartsWith(Info) || page[VersionOffset] != FileVersion)
            throw Damage.Foreign();

        // A power cut in a checkpoint leaves a file that is too short, and the log still holds what is missing.
        uint lastPage = LastPageOf(page);
        HashSet<uint> logged = [];
        for (int index = 0; index < log.Pages; index++)
        {
            log.Read(index, page);
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(page);
            logged.Add(id);
            if (id == 0)
                lastPage = Math.Max(lastPage, LastPageOf(page));
        }

        for (long missing = file.Length / LogFrame.PageSize; missing <= lastPage; missing++)
        {
            if (!logged.Contains((uint)missing))
                throw Damage.Cut();
        }

        if (log.Pages == 0 && file.Length % LogFrame.PageSize != 0)
            throw Damage.Cut();
    }

    private static uint LastPageOf(ReadOnlySpan<byte> headerPage) => BinaryPrimitives.ReadUInt32LittleEndian(headerPage[LastPageOffset..]);
}
