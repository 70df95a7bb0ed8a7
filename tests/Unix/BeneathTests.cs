using Maple.Tests.Storage.Disk;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Tests.Unix;

/// <summary>Both ways must agree: which of them runs depends on the kernel.</summary>
public sealed class BeneathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BeneathTests()
    {
        Directory.CreateDirectory(_folder["root/a/b"]);
        File.WriteAllText(_folder["root/a/b/file"], "inside");
        File.WriteAllText(_folder["outside"], "outside");
        File.CreateSymbolicLink(_folder["root/a/b/link-out"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["root/a/b/link-in"], "file");
        Directory.CreateSymbolicLink(_folder["root/folder-link"], "a");
    }

    public static TheoryData<bool> Ways => [true, false];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_inside_opens(bool inOneCall) => Assert.True(Opens("a/b/file", inOneCall));

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_link_is_followed_wherever_it_stands_and_wherever_it_leads(bool inOneCall)
    {
        Assert.False(Opens("a/b/link-out", inOneCall));
        Assert.False(Opens("a/b/link-in", inOneCall));
        Assert.False(Opens("folder-link/b/file", inOneCall));
        Assert.False(Opens("a/nothing/file", inOneCall));
        Assert.False(Opens("a/b/file/file", inOneCall));
    }

    private bool Opens(string path, bool inOneCall)
    {
        using SafeFileHandle root = Posix.Open(_folder["root"], Posix.O_PATH | Posix.O_DIRECTORY);
        using SafeFileHandle file = inOneCall
            ? Beneath.TryOpenInOneCall(root, path, Posix.O_RDONLY)
            : Beneath.TryOpenStepByStep(root, path, Posix.O_RDONLY);
        Assert.True(!file.IsInvalid || Errno.IsAbsent(Posix.LastError), $"error number {Posix.LastError}");
        return !file.IsInvalid;
    }
}
