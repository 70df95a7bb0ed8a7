using System.Buffers.Text;
using System.Text;
using Maple.Errors;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.LiteDb;

/// <summary>
/// The file <c>NAME.lock</c> beside the database, locked with flock(2) as long as this lives, holding the process id of its owner.
/// It is never removed: a lock on a file without a name would exclude nobody.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    public const string Suffix = ".lock";

    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>
    /// The owner before this one ended without <see cref="Dispose"/>: killed, or the power went. Set to false when what that may have left
    /// undone is done; until then the next owner learns the same.
    /// </summary>
    public bool WasCutOff { get; set; }

    /// <exception cref="MapleException"><c>store_in_use</c></exception>
    public static StoreLock Take(string databasePath)
    {
        string path = databasePath + Suffix;
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = StoreFile.Mode,
                BufferSize = 0,
            });
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            string owner = OwnerOf(path);
            throw new MapleException(
                ErrorCode.StoreInUse,
                $"The store is already open in process {owner}. Stop that process first, or let it do the work.",
                $"数据库正被进程 {owner} 使用。请先停止该进程，或交由该进程执行操作。",
                error);
        }

        bool wasCutOff = file.Length > 0;
        byte[] mine = Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n");
        // Over what is there: a file that is empty for a moment would hide from the next owner that this one, or the one before, was cut off.
        file.Write(mine);
        file.SetLength(mine.Length);
        Posix.SyncData(file.SafeFileHandle);
        return new StoreLock(file) { WasCutOff = wasCutOff };
    }

    public void Dispose()
    {
        if (!WasCutOff)
            _file.SetLength(0);
        _file.Dispose();
    }

    private static string OwnerOf(string path)
    {
        using SafeFileHandle handle = Posix.Open(path, Posix.O_RDONLY);
        Span<byte> text = stackalloc byte[16];
        int length = RandomAccess.Read(handle, text, 0);
        return Utf8Parser.TryParse(text[..length], out int id, out _) ? $"{id}" : "?";
    }
}
