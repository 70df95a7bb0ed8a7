using Maple.Errors;

namespace Maple.Storage.Maintenance.Backups;

/// <summary>What backups and restores are refused with.</summary>
internal static class BackupError
{
    private const int NoSpace = 28, QuotaExceeded = 122;

    public static bool IsOfDisk(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Of the place that a backup goes to, or comes from.</summary>
    public static MapleException OfPlace(string place, Exception error) => error is IOException { HResult: NoSpace or QuotaExceeded }
        ? new MapleException(
            ErrorCode.StorageFull,
            $"There is no room left for the backup at {place}. Backups that were there already are as they were.",
            $"备份位置 {place} 已满。原有的备份没有改动。",
            error)
        : new MapleException(
            ErrorCode.StorageUnavailable,
            $"{place} can't be used for a backup: {error.Message}",
            $"无法使用备份位置 {place}：{error.Message}",
            error);

    public static MapleException OfRestore(string place, Exception error) => error is IOException { HResult: NoSpace or QuotaExceeded }
        ? new MapleException(
            ErrorCode.StorageFull,
            "There is no room left to restore into. Free some, and run it again.",
            "恢复目标位置空间不足。请清理后重新运行。",
            error)
        : new MapleException(
            ErrorCode.StorageUnavailable,
            $"{place} can't be restored: {error.Message}",
            $"无法恢复 {place}：{error.Message}",
            error);

    public static MapleException Busy(string place) => new(
        ErrorCode.StorageUnavailable,
        $"Another backup into {place} is running. Wait for it to end.",
        $"另一个备份正在写入 {place}，请等它结束。");

    public static MapleException Holder() => new(
        ErrorCode.StorageUnavailable,
        "The daemon ended while its pictures were being copied, and some are gone. Run the backup again; the ones before it are as they were.",
        "复制图片期间守护进程已结束，部分图片已被删除。请重新运行备份；之前的备份没有改动。");

    public static MapleException NoBackup(string place) => Bad(
        $"there is no finished backup at {place}", $"{place} 中没有完整的备份");

    public static MapleException Manifest(Exception? inner = null) => Bad(
        "its list of files (manifest.jsonl) is missing, cut off or changed", "其文件清单（manifest.jsonl）缺失、被截断或被改动", inner);

    public static MapleException TooNew(int format) => Bad(
        $"it has format {format}, which a newer maple wrote; restore it with that one", $"其格式为 {format}，由较新版本的 maple 写入；请用该版本恢复");

    public static MapleException Missing(string path) => Bad($"{path} is missing from it", $"其中缺少 {path}");

    public static MapleException Changed(string path) => Bad(
        $"{path} has other bytes than when the backup was made", $"{path} 的内容与备份时不同");

    public static MapleException Foreign(string path) => Bad(
        $"it holds something that maple puts into no backup: {Shown(path)}", $"其中有 maple 不会写入备份的内容：{Shown(path)}");

    public static MapleException Cut(Exception inner) => Bad("it is cut off or damaged", "文件被截断或已损坏", inner);

    public static MapleException NotEmpty(string folder) => new(
        ErrorCode.StoreInUse,
        $"There is a store in {folder} already. --force moves it aside (nothing is deleted) and puts the backup in its place.",
        $"{folder} 中已有数据。使用 --force 会将其移到一旁（不会删除），再恢复备份。");

    private static MapleException Bad(string english, string chinese, Exception? inner = null) => new(
        ErrorCode.BackupDamaged,
        $"This backup can't be restored: {english}. Nothing was changed.",
        $"无法恢复该备份：{chinese}。没有改动任何数据。",
        inner);

    private static string Shown(string path)
    {
        const int Longest = 80;
        string clean = new([.. path.Take(Longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return clean.Length < path.Length ? clean + "…" : clean;
    }
}
