using Maple.Errors;
using Maple.Unix;

namespace Maple.Storage.LiteDb;

/// <summary>The store's refusals, in one voice.</summary>
internal static class Refusal
{
    public static MapleException UserExists(string name) => new(
        ErrorCode.UserExists,
        $"There is a user named '{name}' already. Choose another name.",
        $"用户名“{name}”已被使用，请换一个。")
    { Parameter = "name" };

    public static MapleException EmailExists(string email) => new(
        ErrorCode.EmailExists,
        $"The e-mail address '{email}' belongs to another user. Use another one.",
        $"邮箱“{email}”已被其他用户使用，请换一个。")
    { Parameter = "email" };

    public static MapleException UserNotFound(long id) => new(
        ErrorCode.UserNotFound,
        $"There is no user with the id {id}.",
        $"没有 ID 为 {id} 的用户。");

    public static MapleException UserGoes(string name) => new(
        ErrorCode.UserNotFound,
        $"The user '{name}' is being deleted.",
        $"用户“{name}”正在被删除。");

    public static MapleException UserNotEmpty(string name, long count) => new(
        ErrorCode.UserNotEmpty,
        $"The user '{name}' has images ({count}). Say what becomes of them: images=delete, or images=move&to=ID of the user who gets them.",
        $"用户“{name}”还有 {count} 张图片。请说明如何处理：images=delete 删除，或 images=move&to=ID 移交给另一个用户。");

    public static MapleException LastAdmin(string name) => new(
        ErrorCode.LastAdmin,
        $"'{name}' is the last administrator. Make another user an administrator first.",
        $"“{name}”是最后一个管理员。请先将其他用户设为管理员。");

    public static MapleException KeyExists(string name) => new(
        ErrorCode.KeyExists,
        $"There is a key named '{name}' already. Choose another name, or revoke that one first.",
        $"名为“{name}”的密钥已存在，请换一个名称，或先吊销它。")
    { Parameter = "name" };

    public static MapleException KeyNotFound(long id) => new(ErrorCode.KeyNotFound, $"There is no key {id}.", $"密钥 {id} 不存在。");

    public static MapleException TooManyPolicies(int most) => new(
        ErrorCode.TooManyPolicies,
        $"There are {most} upload policies that have not expired yet. Revoke some of them, or wait until they expire.",
        $"尚未到期的上传策略已有 {most} 个。请先撤销一些，或等待其到期。");

    public static MapleException AlbumExists(string name) => new(
        ErrorCode.AlbumExists,
        $"There is an album named '{name}' already. Choose another name.",
        $"名为“{name}”的相册已存在，请换一个名称。")
    { Parameter = "name" };

    public static MapleException AlbumNotFound(long id) => new(
        ErrorCode.AlbumNotFound,
        $"There is no album with the id {id}.",
        $"没有 ID 为 {id} 的相册。");

    public static MapleException DefaultAlbum(string name) => new(
        ErrorCode.DefaultAlbum,
        $"'{name}' is the default album, which can't be deleted.",
        $"“{name}”是默认相册，不能删除。");

    public static MapleException AlbumNotEmpty(string name, long count) => new(
        ErrorCode.AlbumNotEmpty,
        $"The album '{name}' is not empty (images: {count}). Say what becomes of them: images=delete, or images=move to the default album.",
        $"相册“{name}”中还有 {count} 张图片。请说明如何处理：images=delete 删除，或 images=move 移到默认相册。");

    public static MapleException ImageNotFound(long id) => new(
        ErrorCode.ImageNotFound,
        $"There is no image with the id {id}.",
        $"没有 ID 为 {id} 的图片。");

    public static MapleException NotInAlbum(string name, long id) => new(
        ErrorCode.ImageNotFound,
        $"The album '{name}' holds no image with the id {id}. Choose a cover among its images.",
        $"相册“{name}”中没有 ID 为 {id} 的图片，请从该相册中选择封面。")
    { Parameter = "cover" };

    public static MapleException TooLong(string parameter, int bytes) => new(
        ErrorCode.InvalidParameter,
        $"The {parameter} is longer than {bytes} bytes. Make it shorter.",
        $"{parameter} 超过了 {bytes} 字节，请缩短。")
    { Parameter = parameter };

    public static MapleException ImageExists(long id) => new(
        ErrorCode.ImageExists,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"You have these bytes already: image {id}. Delete that one first, or use its links."),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"你已有内容相同的图片（编号 {id}）。请先删除它，或直接使用它的链接。"));

    /// <summary>Chance or a broken generator; a second try makes another stem.</summary>
    public static MapleException StemExists() => new(
        ErrorCode.InternalError,
        "The image's new name is taken. Send it again.",
        "为图片生成的名称已被占用，请重新上传。");

    public static bool IsFull(IOException error) => error.HResult is Errno.ENOSPC or Errno.EDQUOT or Errno.EFBIG;

    /// <summary>What the machine did to us, as the contract's errors.</summary>
    public static Exception OfStorage(Exception error) => error switch
    {
        MapleException => error,
        IOException full when IsFull(full) => new MapleException(
            ErrorCode.StorageFull,
            "There is no room left for the database. Free some space; then it goes on by itself.",
            "存放数据库的磁盘已满。请清理出空间，之后会自动恢复。",
            error),
        IOException or UnauthorizedAccessException => new MapleException(
            ErrorCode.StorageUnavailable,
            "The database can't be read or written at the moment. Check the disk and its permissions; then try again.",
            "数据库暂时无法读写。请检查磁盘及其权限，然后重试。",
            error),
        _ => new MapleException(
            ErrorCode.InternalError,
            "The database failed unexpectedly. Nothing was changed.",
            "数据库发生意外错误，没有做任何更改。",
            error),
    };
}
