using Maple.Tests.EndToEnd.CommandLine;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.Proxy;

public sealed class CaddyTests : CommandLineTest
{
    [Theory]
    [InlineData("https://pics.example.com/", "0.0.0.0:8000")]
    [InlineData("https://pics.example.com/pics/", "127.0.0.1:9000")]
    [InlineData("http://pics.example.com:8080/a/b/", "[::1]:8000")]
    public async Task Caddy_finds_nothing_wrong_with_the_site(string publicUrl, string listen)
    {
        CommandResult printed = await RunAsync(["caddy"], "", ("MAPLE_SERVER_PUBLIC_URL", publicUrl), ("MAPLE_SERVER_LISTEN", listen));
        Assert.True(printed.ExitCode == 0, printed.Errors);
        await File.WriteAllTextAsync(InFolder("Caddyfile"), printed.Output, TestContext.Current.CancellationToken);

        string said = await Bash.RunAsync(Folder, "XDG_DATA_HOME=. /usr/bin/caddy validate --config Caddyfile --adapter caddyfile 2>&1");

        Assert.Contains("Valid configuration", said, StringComparison.Ordinal);
        Assert.Contains(listen.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal), printed.Output, StringComparison.Ordinal);
    }
}
