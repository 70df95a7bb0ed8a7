namespace Maple.Storage.Disk;

/// <summary>
/// Who may read the pictures on the machine itself: the daemon alone. A link that nobody can guess protects nothing once another local account
/// can list the folder. Where nginx is to send the files itself (X-Accel-Redirect), these two become 0640 and 0750 and nginx joins the group.
/// </summary>
internal static class DiskModes
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
