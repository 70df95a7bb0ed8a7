using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Service;

/// <summary>The package that publish.sh put beside the binary, in a Debian of its own made by debootstrap. Takes a minute, root, and Debian's mirror.</summary>
public sealed class DebianPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-debian-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_installed_upgraded_removed_and_purged_and_only_purging_takes_the_data()
    {
        string package = Package();
        Assert.True(Environment.IsPrivilegedProcess, "debootstrap and chroot are for root");
        await File.WriteAllBytesAsync(Path.Combine(_folder, "a.png"), Pictures.Png(400, 300), TestContext.Current.CancellationToken);

        string said = await Bash.RunAsync(_folder,
            """
            mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
            release=$(. /etc/os-release; echo "$VERSION_CODENAME")
            # A mirror may be out of breath for a moment.
            for attempt in 1 2 3; do
              rm -rf root
              timeout 300 debootstrap --variant=minbase "$release" root "$mirror" >debootstrap.log 2>&1 && break
              [ "$attempt" != 3 ] || { tail debootstrap.log >&2; exit 1; }
            done
            cp "$PACKAGE" root/maple.deb
            cp a.png root/
            # The same as a later version.
            dpkg-deb -R "$PACKAGE" later
            sed -i 's/^Version: .*/&+1/' later/DEBIAN/control
            dpkg-deb --root-owner-group -Znone -b later root/later.deb >/dev/null
            cat >root/steps.sh <<'STEPS'
            set -eu
            export DEBIAN_FRONTEND=noninteractive MAPLE_SERVER_LISTEN=127.0.0.1:0 LC_ALL=C.UTF-8
            serve() {
              coproc serve { exec setpriv --reuid=maple --regid=maple --clear-groups maple serve --config /etc/maple/maple.toml 2>&1; }
              until [[ ${line:-} =~ http://[0-9.:]+ ]]; do read -r line <&"${serve[0]}"; done
              url=${BASH_REMATCH[0]}
            }
            stop() { kill "$serve_PID"; wait "$serve_PID"; line=; }

            dpkg -i /maple.deb >/dev/null
            stat -c '%a %U %G %n' /etc/maple/maple.toml /var/lib/maple /usr/bin/maple
            key=$(MAPLE_PASSWORD='correct horse' maple create-user -u bob -e bob@example.com)
            serve
            maple upload /a.png --url "$url" --key "$key" >/dev/null
            stop
            echo '# mine' >>/etc/maple/maple.toml

            dpkg -i /later.deb >/dev/null
            echo "upgraded to $(dpkg-query -W -f '${Version}' maple): $(maple users | wc -l) user, $(find /var/lib/maple/images/bob/photo -name '*.png' | wc -l) picture, $(tail -n 1 /etc/maple/maple.toml)"
            serve
            maple upload /a.png --url "$url" --key "$key" >/dev/null
            stop

            dpkg -r maple >/dev/null
            ls -d /usr/bin/maple /lib/systemd/system/maple.service 2>/dev/null || true
            echo "removed: $(cd /var/lib/maple; ls -d images maple.db secret.key | tr '\n' ' ')$(tail -n 1 /etc/maple/maple.toml)"
            dpkg -i /maple.deb >/dev/null
            [ "$(maple key)" = "$key" ] && echo 'installed again: the same key'

            dpkg -P maple >/dev/null
            ls -d /var/lib/maple /etc/maple /usr/bin/maple 2>/dev/null || true
            getent passwd maple || true
            echo purged
            STEPS
            unshare --mount --propagation private bash -c 'mount --rbind /proc root/proc; mount --rbind /dev root/dev; chroot root bash /steps.sh'
            """,
            ("PACKAGE", package));

        Assert.Equal(
            """
            640 root maple /etc/maple/maple.toml
            700 maple maple /var/lib/maple
            755 root root /usr/bin/maple
            upgraded to VERSION+1: 1 user, 1 picture, # mine
            removed: images maple.db secret.key # mine
            installed again: the same key
            purged

            """,
            System.Text.RegularExpressions.Regex.Replace(said, @"upgraded to [\d.]+\+", "upgraded to VERSION+"));
    }

    [Fact]
    public async Task It_holds_a_unit_that_passes_completions_and_the_manual_and_lintian_finds_no_error()
    {
        string package = Package();

        string found = await Bash.RunAsync(_folder,
            """
            dpkg-deb -x "$PACKAGE" .
            sed -i 's:/usr/bin/maple :/bin/true :' lib/systemd/system/maple.service
            systemd-analyze verify --man=no lib/systemd/system/maple.service 2>&1
            zgrep -q '^.TH MAPLE 1' usr/share/man/man1/maple.1.gz
            bash -n usr/share/bash-completion/completions/maple
            grep -q '^#compdef maple' usr/share/zsh/vendor-completions/_maple
            grep -q '^complete -c maple' usr/share/fish/vendor_completions.d/maple.fish
            lintian --allow-root --fail-on none "$PACKAGE" | grep -v '^[WIN]:' || true
            """,
            ("PACKAGE", package));

        Assert.Equal("", found);
    }

    private static string Package()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("MAPLE_BIN") is { Length: > 0 }, "MAPLE_BIN names no published binary, beside which the package would be.");
        string machine = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        return Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Daemon.Binary)!, $"maple_*_{machine}.deb"));
    }
}
