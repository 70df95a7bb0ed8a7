using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Logging;

namespace Maple.Tests.Cli.Configuration;

public sealed class ConfigLoaderTests : CliTest
{
    private LoadedConfig Load(string? named = null) => new ConfigLoader(Environment, Folder, InFolder("etc.toml")).Load(named);

    private string[] Problems(string? toml = null)
    {
        if (toml is not null)
            Write("maple.toml", toml);
        return Assert.Throws<MapleException>(() => Load()).Message.Split('\n');
    }

    [Fact]
    public void Without_a_file_the_defaults_hold_and_data_lies_in_the_working_directory()
    {
        var config = Load();
        Assert.Null(config.File);
        Assert.Equal("127.0.0.1:8000", config.Options.Server.Listen);
        Assert.Equal(InFolder("data"), config.Options.Storage.RootFolder);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        Write("maple.toml",
            """
            [server]
            listen = "localhost:9000"
            public_url = "https://img.example.org/pics"
            trusted_proxies = ["10.0.0.0/8", "::1"]
            debug = true
            [limits]
            max_body = "1GB"
            [auth]
            session_lifetime = "1d12h"
            [images]
            upload_allowed_extensions = ["PNG", ".jpg"]
            variant_cache = 4096
            [log]
            level = "error"
            """);
        var options = Load().Options;
        Assert.Equal("127.0.0.1:9000", options.Server.Listen);
        Assert.Equal("https://img.example.org/pics/", options.Server.PublicUrl!.AbsoluteUri);
        Assert.Equal(["10.0.0.0/8", "::1"], options.Server.TrustedProxies);
        Assert.True(options.Debug);
        Assert.Equal(1L << 30, options.Limits.MaxBody);
        Assert.Equal(TimeSpan.FromHours(36), options.Auth.SessionLifetime);
        Assert.Equal(["png", "jpg"], options.Images.AllowedExtensions);
        Assert.Equal(4096, options.Images.VariantCacheBytes);
        Assert.Equal(LogLevel.Error, options.Log.Level);
    }

    [Fact]
    public void Dotted_keys_and_inline_tables_are_the_same_as_sections()
    {
        Write("maple.toml", "server.per_page = 5\nlog = { level = 'debug', format = 'json' }\n");
        var options = Load().Options;
        Assert.Equal(5, options.Server.PerPage);
        Assert.Equal((LogLevel.Debug, LogFormat.Json), (options.Log.Level, options.Log.Format));
    }

    [Fact]
    public void The_files_are_looked_for_in_order_and_the_first_alone_counts()
    {
        Write("etc.toml", "[server]\nper_page = 1");
        Assert.Equal(1, Load().Options.Server.PerPage);
        Write("maple.toml", "[server]\nper_page = 2");
        Assert.Equal(2, Load().Options.Server.PerPage);
        Write("variable.toml", "[server]\nper_page = 3");
        Environment["MAPLE_CONFIG"] = "variable.toml";
        Assert.Equal(3, Load().Options.Server.PerPage);
        Write("option.toml", "[limits]\nmax_files = 9");
        Assert.Equal(10, Load("option.toml").Options.Server.PerPage);
    }

    [Fact]
    public void A_named_file_that_is_not_there_is_an_error() =>
        Assert.Contains("nope.toml: there is no such file", Assert.Throws<MapleException>(() => Load("nope.toml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_in_place_of_the_file_is_an_error() =>
        Assert.Contains("a folder, not a file", Assert.Throws<MapleException>(() => Load(Folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_relative_upload_root_counts_from_the_file()
    {
        Directory.CreateDirectory(InFolder("sub"));
        Write("sub/my.toml", "[storage]\nupload_root = 'pics'");
        Assert.Equal(InFolder("sub/pics"), Load("sub/my.toml").Options.Storage.RootFolder);
        Write("etc.toml", "[storage]\nupload_root = 'pics'");
        Assert.Equal(InFolder("pics"), Load().Options.Storage.RootFolder);
    }

    [Fact]
    public void Every_problem_is_listed_in_one_go_with_its_line()
    {
        var problems = Problems(
            """
            [server]
            listen = "foo"
            per_page = "many"
            lisen = 1
            per_page = 3
            [auht]
            key = 1
            [images]
            max_files = 3
            [log]
            level = "warn"
            this is no toml
            """);
        Assert.Equal(
        [
            "maple.toml:2: [server] listen: \"foo\" is not ADDRESS:PORT (example: 127.0.0.1:8000)",
            "maple.toml:3: [server] per_page: \"many\" is not a whole number from 1 to 100",
            "maple.toml:4: [server] lisen: unknown key; did you mean listen?",
            "maple.toml:7: [auht] key: there is no section [auht]; did you mean [auth]?",
            "maple.toml:9: [images] max_files: unknown key; did you mean [limits] max_files?",
            "maple.toml:11: [log] level: \"warn\" is not one of debug, info, warning, error; did you mean warning?",
        ], problems[..6]);
        Assert.StartsWith("maple.toml:12: not valid TOML", problems[6], StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_an_error_that_does_not_show_a_secret()
    {
        var problem = Assert.Single(Problems("[auth]\nsecret_key = 'hush-4711-hush-0815'\nsecret_key = 'hush'\n"));
        Assert.Equal("maple.toml:3: [auth] secret_key: given before, on line 2", problem);
    }

    [Fact]
    public void A_wrong_secret_is_never_shown() =>
        Assert.DoesNotContain("4711", Assert.Single(Problems("[auth]\nsecret_key = 4711")), StringComparison.Ordinal);

    [Theory]
    [InlineData("per_page = 5", "did you mean [server] per_page?")]
    [InlineData("[server]\nmax_body = 5", "did you mean [limits] max_body?")]
    [InlineData("[auth]\nLOGIN_TOKEN = 'k'", "did you mean [auth] token_query?")]
    [InlineData("[auth]\nPERMANENT_SESSION_LIFETIME = 3", "did you mean [auth] session_lifetime?")]
    public void A_key_in_the_wrong_place_or_with_its_old_name_is_led_home(string toml, string hint) =>
        Assert.EndsWith(hint, Assert.Single(Problems(toml)), StringComparison.Ordinal);

    [Theory]
    [InlineData("server", "listen", "'::1:8000'")]
    [InlineData("server", "listen", "'127.0.0.1'")]
    [InlineData("server", "listen", "'127.0.0.1:70000'")]
    [InlineData("server", "listen", "'127.1:80'")]
    [InlineData("server", "listen", "8000")]
    [InlineData("server", "public_url", "'ftp://x/'")]
    [InlineData("server", "public_url", "'https://x/?a=b'")]
    [InlineData("server", "public_url", "'https://me:pw@x/'")]
    [InlineData("server", "trusted_proxies", "'127.0.0.1'")]
    [InlineData("server", "trusted_proxies", "['10.0.0.0/33']")]
    [InlineData("server", "middleware", "['access-log', 'access-log']")]
    [InlineData("server", "admin_url", "'admin'")]
    [InlineData("server", "admin_url", "'/a/../b/'")]
    [InlineData("server", "debug", "'true'")]
    [InlineData("server", "per_page", "0")]
    [InlineData("server", "per_page", "1.5")]
    [InlineData("limits", "max_body", "'1.5MB'")]
    [InlineData("limits", "max_body", "-1")]
    [InlineData("limits", "max_body", "'99999999999TB'")]
    [InlineData("auth", "session_lifetime", "'3'")]
    [InlineData("auth", "session_lifetime", "'12h3d'")]
    [InlineData("auth", "session_lifetime", "'30s'")]
    [InlineData("auth", "session_lifetime", "1979-05-27")]
    [InlineData("auth", "token_header", "'Api Key'")]
    [InlineData("auth", "token_query", "'a&b'")]
    [InlineData("auth", "secret_key_salt", "''")]
    [InlineData("storage", "upload_root", "'~/pics'")]
    [InlineData("images", "upload_allowed_extensions", "['svg']")]
    public void A_value_that_is_not_allowed_is_refused(string section, string key, string value) =>
        Assert.StartsWith($"maple.toml:2: [{section}] {key}: ", Assert.Single(Problems($"[{section}]\n{key} = {value}\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("\\")]
    [InlineData("\\u")]
    [InlineData("\\u000")]
    [InlineData("\\U0001F34")]
    public void A_file_that_ends_within_an_escape_is_not_valid(string escape) =>
        Assert.Contains("maple.toml:2: not valid TOML", Problems($"[server]\nlisten = \"{escape}")[0], StringComparison.Ordinal);

    [Fact]
    public void A_file_nested_without_end_is_not_valid() =>
        Assert.Contains("not valid TOML", Assert.Single(Problems($"[server]\nlisten = {new string('[', 100_000)}\n")), StringComparison.Ordinal);

    [Fact]
    public void What_a_file_holds_cannot_steer_a_terminal() =>
        Assert.DoesNotContain(Problems("[server]\n\"\\u001b[31m\" = 1\n\u001b = 2\n"), problem => problem.Any(char.IsControl));

    [Fact]
    public void Bytes_that_are_no_utf8_are_named_as_that()
    {
        File.WriteAllBytes(InFolder("maple.toml"), [.. "# "u8, 0xD6, 0xD0, (byte)'\n']);
        Assert.Equal("maple.toml: not UTF-8: save it in that encoding", Assert.Single(Problems()));
    }

    [Fact]
    public void The_environment_goes_above_the_file()
    {
        Write("maple.toml", "[server]\nper_page = 2\njson_as_ascii = true");
        Environment["MAPLE_SERVER_PER_PAGE"] = "7";
        Environment["MAPLE_SERVER_JSON_AS_ASCII"] = "no";
        Environment["MAPLE_SERVER_TRUSTED_PROXIES"] = "10.0.0.1, 10.0.0.2";
        Environment["MAPLE_LIMITS_MAX_BODY"] = "2MB";
        Environment["MAPLE_AUTH_SESSION_LIFETIME"] = "90";
        var options = Load().Options;
        Assert.Equal(7, options.Server.PerPage);
        Assert.False(options.Server.JsonAsAscii);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], options.Server.TrustedProxies);
        Assert.Equal(2L << 20, options.Limits.MaxBody);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Auth.SessionLifetime);
    }

    [Theory]
    [InlineData("MAPLE_SERVER_LISTN", "did you mean MAPLE_SERVER_LISTEN?")]
    [InlineData("MAPLE_SERVRE_LISTEN", "did you mean MAPLE_SERVER_LISTEN?")]
    [InlineData("MAPLE_SERVER_WHATEVER", "no key of the configuration has this name")]
    public void A_misspelt_variable_is_an_error(string name, string hint)
    {
        Environment[name] = "1";
        Assert.EndsWith(hint, Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_commands_and_of_orchestrators_are_no_keys()
    {
        foreach (var name in (string[])["MAPLE_URL", "MAPLE_KEY", "MAPLE_PASSWORD", "MAPLE_PORT_8000_TCP", "MAPLE_SERVICE_HOST"])
            Environment[name] = "x";
        Assert.Empty(Load().Problems);
    }

    [Fact]
    public void Problems_are_told_in_chinese_too()
    {
        Write("maple.toml", "[server]\nlisten = 'foo'");
        var text = Assert.Throws<MapleException>(() => Load()).Text;
        Assert.Equal("maple.toml:2: [server] listen：\"foo\" 不是地址加端口（例如：127.0.0.1:8000）", text.Chinese);
    }
}
