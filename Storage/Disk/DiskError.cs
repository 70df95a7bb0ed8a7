using Maple.Errors;
using Maple.Unix;

namespace Maple.Storage.Disk;

/// <summary>Turns what the file system refuses into what a person can act on. The path and the call stay in the inner exception, for the log.</summary>
internal static class DiskError
{
    /// <summary>What .NET and <see cref="Posix"/> throw when the file system refuses; anything else is a bug and goes through.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static MapleException From(Exception exception) => Number(exception) switch
    {
        Errno.ENOSPC or Errno.EDQUOT or Errno.EFBIG => new MapleException(
            ErrorCode.StorageFull,
            "There is no room left to store pictures. Nothing was kept of this one; delete some or ask the administrator for more room.",
            "存储空间已满，图片未保存。请删除一些图片，或联系管理员扩容。",
            exception),
        Errno.EACCES or Errno.EPERM => Unavailable("permission denied", "权限不足", exception),
        Errno.EROFS => Unavailable("the file system is read-only", "文件系统为只读", exception),
        Errno.EMFILE or Errno.ENFILE => Unavailable("too many open files", "打开的文件过多", exception),
        Errno.EIO => Unavailable("the disk reports an error", "磁盘读写出错", exception),
        Errno.ENOENT => Unavailable("the picture folder is missing", "图片目录不存在", exception),
        Errno.ENODEV => Unavailable("the picture folder is empty; its disk may not be mounted", "图片目录为空，磁盘可能未挂载", exception),
        Errno.ENOTDIR or Errno.ELOOP => Unavailable("something that is no folder stands in a folder's place", "目录位置被其他文件占用", exception),
        _ => Unavailable("the file system refuses", "文件系统拒绝了操作", exception),
    };

    private static int Number(Exception exception) => exception switch
    {
        DirectoryNotFoundException or FileNotFoundException => Errno.ENOENT,
        IOException => exception.HResult,
        UnauthorizedAccessException { InnerException: IOException inner } => inner.HResult,
        _ => Errno.EACCES,
    };

    private static MapleException Unavailable(string english, string chinese, Exception exception) => new(
        ErrorCode.StorageUnavailable,
        $"The picture storage can't be used right now: {english}. Try again in a moment; the server's log has the details.",
        $"图片存储暂时不可用：{chinese}。请稍后重试，详情见服务器日志。",
        exception);
}
