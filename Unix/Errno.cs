namespace Maple.Unix;

/// <summary>Linux error numbers, the same on x64 and arm64 (asm-generic/errno-base.h, errno.h).</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EMLINK = 31;
    public const int ENAMETOOLONG = 36;
    public const int ELOOP = 40;
    public const int EOPNOTSUPP = 95;
    public const int ECONNRESET = 104;
    public const int EDQUOT = 122;

    /// <summary>The answers to 'open this name beneath that folder' that mean: no such file for us, a link being none.</summary>
    public static bool IsAbsent(int errno) => errno is ENOENT or ENOTDIR or ELOOP or EXDEV or ENAMETOOLONG;
}
