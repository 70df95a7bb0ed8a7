using System.Runtime.InteropServices;
using Maple.Errors;
using Maple.Unix;

namespace Maple.Cli.Admin;

/// <summary>
/// Root works on another user's data as that user: a file that root made there would be one that the daemon can't open afterwards.
/// </summary>
internal static partial class StoreOwner
{
    /// <summary>Asked anew each time: Environment.IsPrivilegedProcess goes on saying what it said first.</summary>
    public static bool IsRoot => EffectiveUser() == 0;

    /// <param name="folder">Absolute. While it isn't there, the folder that it would be made in decides.</param>
    /// <exception cref="MapleException"><c>forbidden</c>: this root may not become another user (a container without that capability).</exception>
    public static void Become(string folder)
    {
        if (!IsRoot)
            return;
        var owner = Of(folder);
        if (owner.User == 0)
            return;
        // glibc does this for all threads at once (nptl(7)). The user comes last: after that nothing may be changed any more.
        if (SetGroups(0, 0) != 0 || SetGroup(owner.Group) != 0 || SetUser(owner.User) != 0)
            throw new MapleException(
                ErrorCode.Forbidden,
                $"The data folder belongs to the user with the id {owner.User}, and this process may not work as that user. Run maple as that user.",
                $"数据目录属于 ID 为 {owner.User} 的用户，而本进程无法切换为该用户。请以该用户身份运行 maple。");
    }

    /// <summary>The owner of a folder, or of the one that it would be made in.</summary>
    public static FileFacts Of(string folder)
    {
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        using var handle = Posix.Open(folder, Posix.O_PATH);
        return FileFacts.Of(handle);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "setgroups")]
    private static partial int SetGroups(nuint count, nint groups);

    [LibraryImport("libc", EntryPoint = "setgid")]
    private static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid")]
    private static partial int SetUser(uint user);
}
