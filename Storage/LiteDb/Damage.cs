using Maple.Errors;

namespace Maple.Storage.LiteDb;

/// <summary>What a damaged store is refused with. Nothing is written to it then.</summary>
internal static class Damage
{
    public static MapleException Foreign() => Of("the database file is not one of maple's", "数据库文件不是 maple 的文件");

    public static MapleException Cut() => Of("the database file is empty or cut off", "数据库文件为空或被截断");

    public static MapleException LogHeader() => Of("the beginning of the database's log is unreadable", "数据库日志的文件头无法读取");

    public static MapleException LogHole() => Of("the database's log has a hole", "数据库日志中间有缺损");

    public static MapleException LogAlone() =>
        Of("the database file is gone, while its log still holds changes", "数据库文件不见了，而它的日志中仍有未合并的更改");

    /// <param name="lockFile">What says that the last run was cut off.</param>
    public static MapleException LogGone(string lockFile) => Of(
        $"the database's log is gone, and with it what the last run, which was cut off, had changed (if you put back a backup by hand, remove {lockFile} as well)",
        $"数据库的日志不见了，上次运行被中断，它所做的更改只在该日志中（如果是手动放回的备份，请同时删除 {lockFile}）");

    public static MapleException Row(string kind, string id, Exception? inner = null) =>
        Of($"the row of {kind} {id} is unreadable", $"{kind} {id} 的记录无法读取", inner);

    public static MapleException Page(uint page) => Of($"a row in page {page} is unreadable", $"第 {page} 页中有记录无法读取");

    public static MapleException Missing(RowCounts expected, RowCounts found) =>
        Of($"rows are missing ({expected} were written, {found} are found)", $"缺少记录（应有 {expected}，找到 {found}）");

    public static MapleException Unreadable(Exception inner) => Of("the database file is unreadable", "数据库文件无法读取", inner);

    private static MapleException Of(string english, string chinese, Exception? inner = null) => new(
        ErrorCode.StoreDamaged,
        $"The store is damaged: {english}. Nothing was changed. 'maple rebuild-index --force' makes it again from the pictures; or put back a backup.",
        $"数据库已损坏：{chinese}。没有改动任何文件。请运行 'maple rebuild-index --force' 根据图片重建，或用备份恢复。",
        inner);
}
