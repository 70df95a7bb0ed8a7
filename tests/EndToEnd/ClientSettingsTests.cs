using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>The settings that <c>maple clients</c> prints, used by the programs that they are for.</summary>
public sealed class ClientSettingsTests : ApiTestBase, IClassFixture<SharedDaemon>, IDisposable
{
    private static readonly string s_modules = Path.Combine(Repository.Root, "tests", "Browser", "node_modules");

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-clients-").FullName;

    public ClientSettingsTests(SharedDaemon shared)
        : base(shared)
    {
        File.WriteAllBytes(Path.Combine(_folder, "picture.png"), Pictures.Png(seed: 1));
        File.WriteAllBytes(Path.Combine(_folder, "b c.png"), Pictures.Png(seed: 2));
        File.WriteAllBytes(Path.Combine(_folder, "broken.png"), "no picture"u8.ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_real_picgo_uploads()
    {
        Assert.True(Directory.Exists(Path.Combine(s_modules, "picgo-plugin-web-uploader")), "This test needs PicGo: npm install --prefix tests/Browser");
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, "picgo", "config.json");

        // PicGo looks for plugins beside its configuration.
        string output = await RunAsync(key,
            $$"""
            mkdir own && mv config.json own/
            ln -s {{s_modules}} own/node_modules
            echo '{"dependencies": {"picgo-plugin-web-uploader": "*"} }' > own/package.json
            cat > run.cjs <<'E'
            const { PicGo } = require('{{s_modules}}/picgo');
            const picgo = new PicGo(process.cwd() + '/own/config.json');
            picgo.upload([process.cwd() + '/picture.png', process.cwd() + '/b c.png'])
              .then(result => console.log('RESULT ' + JSON.stringify(Array.isArray(result) ? result.map(image => image.imgUrl) : String(result))));
            E
            node run.cjs
            """);

        string line = output.Split('\n').Last(l => l.StartsWith("RESULT ", StringComparison.Ordinal));
        string[] urls = [.. JsonDocument.Parse(line["RESULT ".Length..]).RootElement.EnumerateArray().Select(u => u.GetString()!)];
        string[] stored = [.. (await bob.GetAsync("api/images")).Data.EnumerateArray().Select(image => Text(image, "url"))];
        Assert.Equal(2, urls.Length);
        Assert.Equal(stored.Order(), urls.Order());
    }

    [Theory]
    [InlineData("curl", "sh ./settings")]
    [InlineData("marktext", "sh ./settings picture.png")]
    [InlineData("marktext", "sh ./settings 'b c.png'")]
    [InlineData("python", "/usr/bin/python3 ./settings picture.png")]
    [InlineData("flameshot", "mkdir bin; printf '#!/bin/sh\\ncat picture.png\\n' > bin/flameshot; chmod +x bin/flameshot; PATH=$PWD/bin:$PATH sh ./settings")]
    public async Task Scripts_print_the_link_alone(string client, string command)
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, client, "settings");

        string output = await RunAsync(key, command);

        Assert.Equal(Text(Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray()), "url") + "\n", output);
    }

    [Fact]
    public async Task The_github_step_takes_the_key_from_its_secret()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, "github", "step.yml");

        Assert.DoesNotContain(key, await File.ReadAllTextAsync(Path.Combine(_folder, "step.yml"), TestContext.Current.CancellationToken));
        string output = await RunAsync(key, "sed -n 's/^  run: //p' step.yml > step.sh; MAPLE_KEY=$KEY sh ./step.sh");

        Assert.Equal(Text(Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray()), "url") + "\n", output);
    }

    [Fact]
    public async Task The_typora_command_prints_what_typora_reads()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, "typora", "settings");

        Assert.DoesNotContain(key, await File.ReadAllTextAsync(Path.Combine(_folder, "settings"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string output = await RunAsync(key, $$"""export MAPLE_KEY=$KEY; maple() { "{{Daemon.Binary}}" "$@"; }; eval "$(cat settings) picture.png 'b c.png'" """);
        string failed = await RunAsync(key, $$"""export MAPLE_KEY=$KEY; maple() { "{{Daemon.Binary}}" "$@"; }; eval "$(cat settings) broken.png" || true""");

        string[] stored = [.. (await bob.GetAsync("api/images")).Data.EnumerateArray().Select(image => Text(image, "url"))];
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal("Upload Success:", lines[0]);
        // Two at a time: whichever came first has the smaller id.
        Assert.Equal(stored.Order(), lines[1..].Order());
        Assert.Empty(failed);
    }

    [Fact]
    public async Task Sharex_finds_its_fields()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, "sharex", "maple.sxcu");
        JsonElement settings = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "maple.sxcu"), TestContext.Current.CancellationToken)).RootElement;
        var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(seed: 3)), Text(settings, "FileFormName"), "shot.png" } };
        using var request = new HttpRequestMessage(new HttpMethod(Text(settings, "RequestMethod")), Text(settings, "RequestURL")) { Content = form };
        foreach (JsonProperty header in settings.GetProperty("Headers").EnumerateObject())
            request.Headers.Add(header.Name, header.Value.GetString());

        HttpResponseMessage answer = await Stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);

        JsonElement json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("{json:data.url}", "{json:data.success[0].thumb_url}", "{json:message}"), (Text(settings, "URL"), Text(settings, "ThumbnailURL"), Text(settings, "ErrorMessage")));
        JsonElement image = Assert.Single((await bob.GetAsync("api/images")).Data.EnumerateArray());
        Assert.Equal((Text(image, "url"), Text(image, "thumb_url")), (Text(json.GetProperty("data"), "url"), Text(json.GetProperty("data").GetProperty("success")[0], "thumb_url")));
        Assert.NotEmpty(Text(json, "message"));
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("marktext")]
    [InlineData("flameshot")]
    public async Task A_key_is_no_argument_that_other_accounts_could_see(string client)
    {
        (_, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, client, "settings");

        // Another curl than the real one, which says what it was given.
        string output = await RunAsync(key,
            """
            mkdir bin
            printf '#!/bin/sh\ncat picture.png\n' > bin/flameshot
            printf '#!/bin/sh\ncat >/dev/null\necho "$@"\n' > bin/curl
            chmod +x bin/*
            PATH=$PWD/bin:$PATH sh ./settings picture.png
            """);

        Assert.Contains("-H @", output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[server]\nlisten = \"0.0.0.0:8123\"\n", "http://127.0.0.1:8123/")]
    [InlineData("[server]\nlisten = \"[::]:8123\"\n", "http://[::1]:8123/")]
    [InlineData("[server]\nlisten = \"0.0.0.0:8123\"\npublic_url = \"https://pics.example.com/a\"\n", "https://pics.example.com/a/")]
    [InlineData("[server]\nlisten = \"0.0.0.0:8123\"\ntls_cert = \"c.pem\"\ntls_key = \"k.pem\"\n", "https://127.0.0.1:8123/")]
    public async Task Without_an_address_it_is_the_one_that_the_configuration_tells(string toml, string url)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "maple.toml"), toml, TestContext.Current.CancellationToken);

        string output = await Bash.RunAsync(folder, "\"$MAPLE\" clients sharex --key k --config maple.toml", ("MAPLE", Daemon.Binary));

        Assert.Equal(url + "api/images", Text(JsonDocument.Parse(output).RootElement, "RequestURL"));
    }

    [Fact]
    public async Task Piclist_and_upic_find_their_fields()
    {
        (ApiClient bob, _, string key) = await NewUserWithNameAsync();
        await PrintAsync(key, "piclist", "data.json");
        await PrintAsync(key, "upic", "upic.json");
        JsonElement piclist = Json("data.json").GetProperty("picBed").GetProperty("lskyplist");
        JsonElement host = Parse(Json("upic.json")[0].GetString()!), upic = Parse(Text(host, "data"));
        JsonElement header = Parse(Text(upic, "headers"))[0];

        JsonElement first = await PostAsync(Text(piclist, "host") + "/api/v1/upload", "Authorization", Text(piclist, "token"), "file", 1);
        JsonElement second = await PostAsync(Text(upic, "url"), Text(header, "key"), Text(header, "value"), Text(upic, "field"), 2);

        Assert.Equal(("V2", "custom", "POST"), (Text(piclist, "version"), Text(host, "type"), Text(upic, "method")));
        string found = Parse(Text(upic, "resultPath")).EnumerateArray().Aggregate(second, (at, name) => at.GetProperty(name.GetString()!)).GetString()!;
        string[] stored = [.. (await bob.GetAsync("api/images?sort=id")).Data.EnumerateArray().Select(image => Text(image, "url"))];
        Assert.Equal(stored.Order(), new[] { Text(first.GetProperty("data").GetProperty("links"), "url"), found }.Order());

        JsonElement Json(string file) => Parse(File.ReadAllText(Path.Combine(_folder, file)));

        async Task<JsonElement> PostAsync(string url, string name, string value, string field, int seed)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(seed: seed)), field, "shot.png" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = form };
            request.Headers.TryAddWithoutValidation(name, value);
            using HttpResponseMessage answer = await Stranger.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
    }

    [Fact]
    public async Task The_list_names_all_and_an_unknown_name_is_refused()
    {
        (ApiClient bob, _, _) = await NewUserWithNameAsync();

        CommandResult list = await Daemon.RunAsync("clients");
        CommandResult unknown = await Daemon.RunAsync("clients", "paint");
        Answer api = await bob.GetAsync("api/account/clients");

        string[] names = [.. list.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')[0])];
        Assert.Equal(["sharex", "picgo", "piclist", "upic", "typora", "marktext", "flameshot", "curl", "python", "github"], names);
        Assert.Equal(names, Names(api));
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("sharex", unknown.Errors);
    }

    private async Task PrintAsync(string key, string client, string file)
    {
        CommandResult printed = await Daemon.RunAsync("clients", client, "--url", Daemon.Address.AbsoluteUri, "--key", key);
        Assert.True(printed.ExitCode == 0, printed.Errors);
        await File.WriteAllTextAsync(Path.Combine(_folder, file), printed.Output);
    }

    private Task<string> RunAsync(string key, string script) => Bash.RunAsync(_folder, script, ("KEY", key));
}
