using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Service;

/// <summary>The published binary within what its own unit allows; within_unit.py says how much of that is shown.</summary>
public sealed class SandboxTests
{
    [Fact]
    public async Task Pictures_are_stored_decoded_and_served_within_the_unit()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MAPLE_BIN") is { Length: > 0 }, "MAPLE_BIN names no published binary; others compile while they run.");
        Assert.True(Environment.IsPrivilegedProcess, "only root can make the namespaces that this takes");
        string folder = Directory.CreateTempSubdirectory("maple-unit-").FullName;
        try
        {
            // Others must get at both, as at /usr/local/bin.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            await Bash.RunAsync(folder, "cp \"$MAPLE\" maple", ("MAPLE", Daemon.Binary));
            string data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName, config = Path.Combine(folder, "maple.toml");
            await Bash.RunAsync(folder, "./maple init --data /var/lib/maple maple.toml; chmod 644 maple.toml; ./maple systemd --user maple --config maple.toml > unit");
            await using Daemon daemon = await Daemon.StartUnderAsync(
                ["/usr/bin/python3", Path.Combine(Repository.Root, "tests/EndToEnd/Service/within_unit.py"), Path.Combine(folder, "unit"), data],
                folder, ("MAPLE_CONFIG", config));
            // The user is made on the data itself: as its owner, through the daemon's socket.
            CommandResult made = await daemon.RunAsync(
                ["create-user", "-u", "bob", "-e", "bob@example.com", "-p", "correct horse"], "", ("MAPLE_CONFIG", config), ("MAPLE_STORAGE_UPLOAD_ROOT", data));
            Assert.True(made.ExitCode == 0, made.Errors + daemon.Log);

            var api = new ApiClient(daemon.Address, made.Output.Trim());
            foreach (byte[] picture in (byte[][])[Pictures.Png(900, 600), Pictures.Jpeg(900, 600), Pictures.WebP(900, 600)])
            {
                JsonElement image = (await api.UploadAsync("a.png", picture)).Data.GetProperty("success")[0];
                using HttpClient client = daemon.Client();
                Assert.Equal(picture, await client.GetByteArrayAsync(image.GetProperty("url").GetString()));
                Assert.Equal((300, 200), Pictures.SizeOf(await client.GetByteArrayAsync(image.GetProperty("thumb_url").GetString())));
                Assert.Equal((120, 80), Pictures.SizeOf(await client.GetByteArrayAsync(image.GetProperty("url").GetString() + "?width=120")));
            }

            // The decoders' own confinement still works inside.
            Assert.DoesNotContain("without", daemon.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("\"level\":\"error\"", daemon.Log, StringComparison.Ordinal);
            Assert.Contains("NoNewPrivs:\t1", await File.ReadAllTextAsync($"/proc/{daemon.ProcessId}/status"), StringComparison.Ordinal);
            Assert.Equal(0, await daemon.StopAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
