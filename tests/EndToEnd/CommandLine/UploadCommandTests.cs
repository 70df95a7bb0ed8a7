using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>upload, login and delete, against a running daemon.</summary>
public sealed class UploadCommandTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    private async Task<Person> NewPersonAsync()
    {
        var (client, name, key) = await NewUserWithNameAsync();
        return new(client, name, key, Directory.CreateDirectory(Path.Combine(Daemon.Folder, name)).FullName, Daemon.Address.AbsoluteUri);
    }

    [Fact]
    public async Task Links_come_one_per_line_in_the_order_given()
    {
        var bob = await NewPersonAsync();
        // The big one, first, is ready last.
        var files = new[] { bob.File("big.png", Pictures.Png(3000, 2000, 1)), bob.File("b.jpg", Pictures.Jpeg(seed: 2)), bob.File("图.webp", Pictures.WebP(seed: 3)) };

        var result = await bob.UploadAsync("big.png", "b.jpg", "图.webp");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var links = result.Output.TrimEnd().Split('\n');
        Assert.Equal(3, links.Length);
        using var stranger = new HttpClient();
        foreach (var (file, link) in files.Zip(links))
            Assert.Equal(file, await stranger.GetByteArrayAsync(link));
    }

    [Theory]
    [InlineData("url", "{0}")]
    [InlineData("markdown", "![a.png]({0})")]
    [InlineData("html", "<img src=\"{0}\" alt=\"a.png\">")]
    [InlineData("bbcode", "[img]{0}[/img]")]
    public async Task Every_format_is_the_one_that_the_api_gives(string format, string shape)
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 4));
        var result = await bob.UploadAsync("--format", format, "a.png");

        var image = Assert.Single((await bob.Client.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Equal(Text(image.GetProperty("links"), format) + "\n", result.Output);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, Text(image, "url")) + "\n", result.Output);
    }

    [Fact]
    public async Task Json_is_the_image_on_one_line()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 5));
        bob.File("b.png", Pictures.Png(seed: 6));
        var result = await bob.UploadAsync("-f", "json", "a.png", "b.png");
        var names = result.Output.TrimEnd().Split('\n').Select(l => Text(JsonDocument.Parse(l).RootElement, "name"));
        Assert.Equal(["a.png", "b.png"], names);
    }

    [Fact]
    public async Task An_album_that_is_not_there_is_made()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 7));
        Assert.Equal(0, (await bob.UploadAsync("--album", "旅行 2026", "a.png")).ExitCode);
        var image = Assert.Single((await bob.Client.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Equal("旅行 2026", Text(image.GetProperty("album"), "name"));
    }

    [Fact]
    public async Task A_hyphen_reads_standard_input()
    {
        var bob = await NewPersonAsync();
        var picture = bob.File("a.png", Pictures.Png(seed: 8));

        var link = await bob.ShellAsync("cat a.png | \"$MAPLE\" upload --name shot.png -");

        using var stranger = new HttpClient();
        Assert.Equal(picture, await stranger.GetByteArrayAsync(link.TrimEnd()));
        Assert.Equal("shot.png", Text(Assert.Single((await bob.Client.GetAsync("api/images")).Data.EnumerateArray()), "name"));
        Assert.EndsWith("nothing came in\n", (await bob.UploadAsync("-")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fails_spoils_no_other_and_is_told_with_its_reason()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 9));
        bob.File("b.png", "this is no picture"u8.ToArray());
        bob.File("empty.png", []);
        bob.File("c.png", Pictures.Png(seed: 10));

        var result = await bob.UploadAsync("a.png", "b.png", "nowhere.png", "empty.png", ".", "c.png");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Output.TrimEnd().Split('\n').Length);
        Assert.Collection(result.Errors.TrimEnd().Split('\n'),
            l => Assert.Matches("^b\\.png: .*not", l),
            l => Assert.Equal("nowhere.png: no such file", l),
            l => Assert.Matches("^empty\\.png: .*empty", l),
            l => Assert.Equal(".: is a folder", l));
    }

    [Fact]
    public async Task The_same_picture_again_prints_the_same_link()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 11));
        var first = await bob.UploadAsync("a.png");
        Assert.Equal(first, await bob.UploadAsync("a.png"));
    }

    [Fact]
    public async Task No_server_a_wrong_key_and_no_key_are_told_apart()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 12));
        var unreachable = await bob.RunAsync("upload", "a.png", "--url", "http://127.0.0.1:1/");
        Assert.Equal(1, unreachable.ExitCode);
        Assert.Contains("is 'maple serve' running there?", unreachable.Errors, StringComparison.Ordinal);
        var wrong = await (bob with { Key = "wrong" }).UploadAsync("a.png");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("doesn't accept the key", wrong.Errors, StringComparison.Ordinal);
        var none = await Daemon.RunInAsync(bob.Folder, ["upload", "a.png", "--url", bob.Url]);
        Assert.Equal(77, none.ExitCode);
        Assert.Contains("run 'maple login", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_login_neither_address_nor_key_is_needed()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 13));
        var wrong = await Daemon.RunInAsync(bob.Folder, ["login", "--url", bob.Url, "-u", bob.Name, "-p", "wrong password"]);
        Assert.Equal(77, wrong.ExitCode);
        var login = await Daemon.RunInAsync(bob.Folder, ["login", "--url", bob.Url, "-u", bob.Name, "--password-stdin"], "correct horse\n");
        Assert.True(login.ExitCode == 0, login.Errors);

        var upload = await Daemon.RunInAsync(bob.Folder, ["upload", "a.png", "--format", "json"]);
        Assert.True(upload.ExitCode == 0, upload.Errors);
        var id = Id(JsonDocument.Parse(upload.Output).RootElement);
        var delete = await Daemon.RunInAsync(bob.Folder, ["delete", $"{id}"]);

        Assert.Equal((0, $"{id}\n", ""), (delete.ExitCode, delete.Output, delete.Errors));
        Assert.Equal(HttpStatusCode.NotFound, (await bob.Client.GetAsync($"api/images/{id}")).Status);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_fails_and_goes_on_with_the_rest()
    {
        var bob = await NewPersonAsync();
        bob.File("a.png", Pictures.Png(seed: 14));
        var id = Id(JsonDocument.Parse((await bob.UploadAsync("-f", "json", "a.png")).Output).RootElement);

        var result = await bob.RunAsync("delete", "999999999", $"{id}");

        Assert.Equal((1, $"{id}\n"), (result.ExitCode, result.Output));
        Assert.Matches("^999999999: .*no image", result.Errors);
        var senseless = await bob.RunAsync("delete", "seventeen");
        Assert.Equal(2, senseless.ExitCode);
        Assert.Contains("'seventeen' is not an id", senseless.Errors, StringComparison.Ordinal);
    }

    /// <summary>A user at a shell, whose server and key the environment names.</summary>
    private sealed record Person(ApiClient Client, string Name, string Key, string Folder, string Url)
    {
        public byte[] File(string name, byte[] bytes)
        {
            System.IO.File.WriteAllBytes(Path.Combine(Folder, name), bytes);
            return bytes;
        }

        public Task<CommandResult> UploadAsync(params string[] arguments) => RunAsync(["upload", .. arguments]);

        public Task<CommandResult> RunAsync(params string[] arguments) =>
            Daemon.RunInAsync(Folder, arguments, "", ("MAPLE_URL", Url), ("MAPLE_KEY", Key));

        public async Task<string> ShellAsync(string line)
        {
            var start = Daemon.StartInfo(Folder, []);
            start.FileName = "/bin/sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(line);
            (start.Environment["MAPLE"], start.Environment["MAPLE_URL"], start.Environment["MAPLE_KEY"]) = (Daemon.Binary, Url, Key);
            using var shell = Process.Start(start)!;
            var errors = shell.StandardError.ReadToEndAsync();
            var output = await shell.StandardOutput.ReadToEndAsync();
            await shell.WaitForExitAsync();
            Assert.True(shell.ExitCode == 0, await errors);
            return output;
        }
    }
}
