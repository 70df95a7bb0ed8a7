namespace Maple.Storage.Disk;

/// <summary>
/// Who may read the pictures on the machine itself: the daemon alone. A link that nobody can guess protects nothing once another local account
/// can list the folder.
/// </summary>
internal sealed record DiskModes(UnixFileMode File, UnixFileMode Folder)
{
    public static readonly DiskModes Private = new(
        UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>
    /// For pictures, and folders on the way to them, that a web server in the group sends itself. It may enter a folder and not list it; whatever is no picture
    /// stays <see cref="Private"/>.
    /// </summary>
    public static readonly DiskModes ForGroup = new(Private.File | UnixFileMode.GroupRead, Private.Folder | UnixFileMode.GroupExecute);

    /// <summary>On the way to pictures that are <see cref="ForGroup"/>.</summary>
    public static void LetGroupEnter(string folder) =>
        System.IO.File.SetUnixFileMode(folder, System.IO.File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute);

    /// <summary>Whatever the process's umask leaves of a new file or folder, it gets these.</summary>
    public void Ensure(Microsoft.Win32.SafeHandles.SafeFileHandle created, UnixFileMode mode)
    {
        if (this != Private)
            System.IO.File.SetUnixFileMode(created, mode);
    }
}
