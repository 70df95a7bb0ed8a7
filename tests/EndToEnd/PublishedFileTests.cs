using System.Diagnostics;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>What <c>publish.sh</c> makes: one file that needs nothing beside itself, and an archive to install it from.</summary>
public sealed class PublishedFileTests : IDisposable
{
    private static readonly string? s_binary =
        Environment.GetEnvironmentVariable("MAPLE_BIN") is { Length: > 0 } binary ? Path.GetFullPath(binary) : null;

    /// <summary>What every Linux with glibc has.</summary>
    private static readonly string[] s_cLibrary = ["libc", "libm", "libpthread", "libdl", "librt", "libgcc_s", "ld-linux", "ld-linux-x86-64", "ld-linux-aarch64"];

    /// <summary>
    /// What is opened at run time: .NET's cryptography needs OpenSSL, without which maple ends at its start, and Skia needs the C++ library.
    /// Both are on every Debian and Ubuntu server, but not in every container. ICU, fontconfig and the like would be more.
    /// </summary>
    private static readonly string[] s_opened = ["libssl", "libcrypto", "libstdc++"];

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-published-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Alone_in_an_empty_folder_it_serves_makes_a_user_stores_a_picture_and_gives_it_back()
    {
        Copy();
        byte[] sent = Pictures.Jpeg(1000, 800);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "a.jpg"), sent, TestContext.Current.CancellationToken);

        string libraries = await Bash.RunAsync(_folder,
            """
            coproc serve { exec env -i PATH=/nonexistent MAPLE_SERVER_LISTEN=127.0.0.1:0 ./maple serve 2>&1; }
            pid=$serve_PID
            trap 'kill $pid; wait $pid' EXIT
            until [[ ${line:-} =~ http://[0-9.:]+ ]]; do read -r line <&"${serve[0]}"; done
            url=${BASH_REMATCH[0]}
            key=$(env -i MAPLE_PASSWORD='correct horse' ./maple create-user -u bob -e bob@example.com)
            link=$(env -i ./maple upload a.jpg --url "$url" --key "$key")
            curl -sf -o original.jpg "$link"
            curl -sf -o thumb.jpg "${link/\/photo\//\/thumb/}"
            curl -sf -o small.jpg "$link?width=100"
            # Everything that is mapped by now, what was loaded on the way included; by the decoder as well.
            for process in $pid $(cat /proc/$pid/task/*/children); do
              sed -n 's:.* \(/.*\.so[.0-9]*\)$:\1:p' /proc/$process/maps
            done | sort -u
            """);

        Assert.Equal(sent, Read("original.jpg"));
        Assert.Equal((300, 240), Pictures.SizeOf(Read("thumb.jpg")));
        Assert.Equal((100, 80), Pictures.SizeOf(Read("small.jpg")));
        Assert.DoesNotContain(libraries.Split('\n', StringSplitOptions.RemoveEmptyEntries), path => !IsCLibrary(path) && !s_opened.Contains(LibraryName(path)));
    }

    [Fact]
    public async Task It_is_linked_to_the_c_library_alone()
    {
        Copy();

        string needed = await Bash.RunAsync(_folder, "ldd ./maple | awk '{ print $1 }' | grep -v '^linux-vdso'");

        Assert.DoesNotContain(needed.Split('\n', StringSplitOptions.RemoveEmptyEntries), name => !IsCLibrary(name));
    }

    [Fact]
    public async Task It_is_below_25_MB()
    {
        Copy();

        Assert.InRange(new FileInfo(Path.Combine(_folder, "maple")).Length, 1, 25_000_000);
        Assert.Equal("maple", Assert.Single(Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName)));
        Assert.Contains("maple", await Bash.RunAsync(_folder, "./maple version"));
    }

    [Fact]
    public async Task The_archive_holds_the_same_binary_with_a_unit_and_a_configuration_that_passes()
    {
        string installed = await UnpackAsync();

        Assert.Equal(["maple", "maple.service", "maple.toml"], Directory.EnumerateFiles(installed).Select(Path.GetFileName).Order());
        Assert.True(File.ReadAllBytes(s_binary!).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(installed, "maple"))));
        await Bash.RunAsync(installed, "env -i ./maple check-config --config ./maple.toml");
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        string installed = await UnpackAsync();
        string unit = File.ReadAllText(Path.Combine(installed, "maple.service"));
        Assert.Contains("ExecStart=/usr/local/bin/maple ", unit);
        // Where the binary is going to be, it isn't yet.
        await File.WriteAllTextAsync(
            Path.Combine(installed, "maple.service"), unit.Replace("/usr/local/bin/maple", Path.Combine(installed, "maple")), TestContext.Current.CancellationToken);

        string found = await Bash.RunAsync(installed, "systemd-analyze verify --man=no ./maple.service 2>&1");

        Assert.DoesNotContain("maple.service", found);
    }

    private async Task<string> UnpackAsync()
    {
        RequireBinary();
        string folder = Path.GetDirectoryName(s_binary)!;
        string[] archives = Directory.GetFiles(folder, $"maple-*-linux-{(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64")}.tar.gz");
        Assert.True(archives.Length == 1, $"publish.sh puts one archive beside the binary; {folder} has {archives.Length}");
        await Bash.RunAsync(_folder, $"tar -xzf '{archives[0]}'");
        return Assert.Single(Directory.EnumerateDirectories(_folder));
    }

    private void Copy()
    {
        RequireBinary();
        File.Copy(s_binary!, Path.Combine(_folder, "maple"));
    }

    private static void RequireBinary() =>
        Assert.SkipWhen(s_binary is null, "MAPLE_BIN names no published binary; './publish.sh' makes one at dist/maple.");

    private static bool IsCLibrary(string path) => s_cLibrary.Contains(LibraryName(path));

    private static string LibraryName(string path) => Path.GetFileName(path).Split(".so")[0];

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));
}
