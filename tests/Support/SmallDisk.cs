using System.Diagnostics;

namespace Maple.Tests.Support;

/// <summary>
/// A file system of a few megabytes, mounted in a namespace that only a shell of this test lives in. Everybody else reaches it through
/// <c>/proc/PID/root</c>, so neither the tests nor the daemon need any rights: mounting is allowed to whoever makes the namespace. It is ext4 in a file for
/// root where there are loop devices, and in memory for anybody else.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    // Root in a container may mount but not make user namespaces; anybody else may only mount in one of their own.
    private static readonly string[] s_namespace = Environment.IsPrivilegedProcess ? ["--mount"] : ["--user", "--map-root-user", "--mount"];

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-disk-").FullName;
    private readonly Process _shell;

    private SmallDisk() => _shell = Process.Start(new ProcessStartInfo("unshare", [.. s_namespace, "--propagation", "private", "bash"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Where it is mounted, for any process.</summary>
    public string Path { get; private set; } = "";

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        string made = Quoted(disk._folder, "made"), mounted = Quoted(disk._folder, "mounted");
        string file = Quoted(disk._folder, "file");
        // 8 MB more, of which the smallest journal takes 4; nothing is set aside for root, who would get more than others do.
        string ext4 = $"truncate -s {megabytes + 8}M {file} && /sbin/mkfs.ext4 -q -F -b 4096 -J size=4 -m 0 -N 1024 {file} && mount -o loop {file} {made} && "
            + $"rmdir {made}/lost+found && chmod 700 {made}";
        await disk.ShellAsync(
            $"mkdir {made} {mounted} && {{ {{ {ext4}; }} 2>/dev/null || mount -t tmpfs -o size={megabytes}m,mode=700 none {made}; }} && mount --bind {made} {mounted}");
        // The shell is a process of its own, whose number unshare keeps.
        disk.Path = $"/proc/{disk._shell.Id}/root{disk._folder}/mounted";
        return disk;
    }

    /// <summary>To the last byte but these.</summary>
    public void Fill(int leave = 0)
    {
        using FileStream filler = new(Filler, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 });
        long free = new DriveInfo(Path).AvailableFreeSpace - leave;
        byte[] page = new byte[4096];
        for (bool hasRoom = true; hasRoom;)
        {
            hasRoom = false;
            try
            {
                for (; leave == 0 || free > 0; free -= page.Length)
                {
                    filler.Write(page);
                    hasRoom = true;
                }
            }
            catch (IOException)
            {
                // That was the last one; but ext4 holds some back until it knows where the bytes go.
            }

            filler.Flush(flushToDisk: true);
        }
    }

    public void Free() => File.Delete(Filler);

    public Task SetReadOnlyAsync(bool isReadOnly) =>
        ShellAsync($"mount -o remount,bind,{(isReadOnly ? "ro" : "rw")} {Quoted(_folder, "mounted")}");

    /// <summary>Leaves the empty folder that it was mounted on.</summary>
    public Task UnmountAsync() => ShellAsync($"umount --lazy {Quoted(_folder, "mounted")}");

    /// <summary>With all that is on it.</summary>
    public Task MountAgainAsync() => ShellAsync($"mount --bind {Quoted(_folder, "made")} {Quoted(_folder, "mounted")}");

    public async ValueTask DisposeAsync()
    {
        // The mounts end with the last process in the namespace.
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ShellAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync($"{{ {command}; }} 2>&1; echo \"ended with $?\"");
        await _shell.StandardInput.FlushAsync();
        string said = "";
        while (await _shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ended with 0")
                return;
            said += line + "\n";
            if (line.StartsWith("ended with", StringComparison.Ordinal))
                break;
        }

        throw new InvalidOperationException(
            $"A small disk can't be made here: {said}{(_shell.HasExited ? await _shell.StandardError.ReadToEndAsync() : "")}"
            + "The tests need to be root, or kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0.");
    }

    private static string Quoted(string folder, string name) => $"'{folder}/{name}'";
}
