using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace Maple.Tests.EndToEnd;

/// <summary>The pages as they come over the wire; tests/Browser uses them.</summary>
public sealed partial class WebTests(SharedDaemon shared) : ApiTestBase(shared), IClassFixture<SharedDaemon>
{
    [Fact]
    public async Task The_page_lets_nothing_run_but_what_is_ours()
    {
        using HttpClient http = Daemon.Client();

        HttpResponseMessage page = await http.GetAsync("");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("http", policy);
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        string html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:", html);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("*", "br")]
    [InlineData("identity", null)]
    public async Task A_file_comes_in_the_coding_that_the_client_takes(string? accept, string? coding)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, await ScriptAsync(), ("Accept-Encoding", accept));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.GetValues("Vary")));
        Assert.Equal("text/javascript; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Stream body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(coding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });
        Assert.Equal(Support.Repository.Read("Web/js/app.js"), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_file_never_changes_under_its_address_and_is_not_sent_twice()
    {
        string script = await ScriptAsync();
        using HttpResponseMessage first = await SendAsync(HttpMethod.Get, script, ("Accept-Encoding", "br"));
        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, script, ("Accept-Encoding", "br"));
        using HttpResponseMessage other = await SendAsync(HttpMethod.Get, script, ("Accept-Encoding", "gzip"));
        string tag = first.Headers.ETag!.ToString();
        using HttpResponseMessage again = await SendAsync(HttpMethod.Get, script, ("Accept-Encoding", "br"), ("If-None-Match", $"\"x\", {tag}"));

        Assert.Equal("public, max-age=31536000, immutable", first.Headers.CacheControl!.ToString());
        Assert.Equal((tag, first.Content.Headers.ContentLength), (head.Headers.ETag!.ToString(), head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.NotEqual(tag, other.Headers.ETag!.ToString());
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag!.ToString()));
        Assert.Equal("Accept-Encoding", Assert.Single(again.Headers.GetValues("Vary")));
    }

    [Fact]
    public async Task The_page_is_looked_at_again_each_time_and_an_older_versions_files_too()
    {
        using HttpResponseMessage page = await SendAsync(HttpMethod.Get, "");
        using HttpResponseMessage again = await SendAsync(HttpMethod.Get, "", ("If-None-Match", page.Headers.ETag!.ToString()));
        using HttpResponseMessage older = await SendAsync(HttpMethod.Get, "web/0123456789ab/js/app.js");

        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "no-cache"), (older.StatusCode, older.Headers.CacheControl!.ToString()));
    }

    [Theory]
    [InlineData("web/v/js/none.js")]
    [InlineData("web/js")]
    [InlineData("web/v/index.html/x")]
    [InlineData("web")]
    public async Task What_is_no_file_is_not_found(string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Every_file_that_a_page_or_a_module_names_is_there()
    {
        string script = await ScriptAsync();
        string root = script[..script.IndexOf("js/", StringComparison.Ordinal)];
        foreach (string path in Support.Repository.Files.Where(p => p.StartsWith("Web/", StringComparison.Ordinal) && p.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (Match match in Import().Matches(Support.Repository.Read(path)))
            {
                var url = new Uri(new Uri(Daemon.Address, root + path["Web/".Length..]), match.Groups["file"].Value);
                using HttpResponseMessage answer = await SendAsync(HttpMethod.Head, url.AbsolutePath);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {match.Value}");
            }
        }
    }

    /// <summary>A browser asks for all of them at once, rather than for each when another one has named it.</summary>
    [Theory]
    [InlineData("index.html", "js/app.js", "js/views/gallery.js")]
    [InlineData("admin.html", "js/admin/app.js", "js/admin/overview.js")]
    public void A_page_names_the_modules_that_it_begins_with(string page, params string[] first)
    {
        var modules = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(first);
        while (open.TryDequeue(out string? module))
        {
            if (!modules.Add(module))
                continue;
            foreach (Match match in Import().Matches(Support.Repository.Read($"Web/{module}")).Where(m => !m.Value.Contains('(')))
                open.Enqueue(new Uri(new Uri($"file:///{module}"), match.Groups["file"].Value).AbsolutePath[1..]);
        }

        IEnumerable<string> named = Preloaded().Matches(Support.Repository.Read($"Web/{page}")).Select(match => match.Groups["file"].Value);
        Assert.Equal(modules.Except(first[..1]), named.Order(StringComparer.Ordinal));
    }

    /// <summary>Texts of users come into the page by one way, which makes text nodes of them.</summary>
    [Fact]
    public void No_module_makes_HTML_or_script_of_a_text()
    {
        var found =
            from path in Support.Repository.Files
            where path.StartsWith("Web/", StringComparison.Ordinal)
            from Match match in FromText().Matches(Support.Repository.Read(path))
            select $"{path}: {match.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public async Task The_back_office_is_there_for_administrators_alone()
    {
        await using Daemon daemon = await Daemon.StartAsync(null, ("MAPLE_SERVER_ADMIN_URL", "/deep/office/"));
        string admin = await daemon.CreateUserAsync("first");
        string user = await daemon.CreateUserAsync("second");
        using HttpClient stranger = daemon.Client(), other = daemon.Client(user), own = daemon.Client(admin);

        foreach (HttpClient outsider in new[] { stranger, other })
        {
            foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Options })
            {
                using HttpResponseMessage there = await outsider.SendAsync(new(method, "deep/office/"));
                using HttpResponseMessage nowhere = await outsider.SendAsync(new(method, "deep/nowhere/"));
                Assert.Equal(await SaidAsync(nowhere), (await SaidAsync(there)).Replace("office", "nowhere", StringComparison.Ordinal));
            }
        }

        string html = await own.GetStringAsync("deep/office/");
        string script = WebScript().Match(html).Groups["script"].Value;
        Assert.StartsWith("../../web/", script, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync(new Uri(new Uri(daemon.Address, "deep/office/"), script))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await own.GetAsync("admin/")).StatusCode);
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        string headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("X-Request-ID" or "Date" or "Content-Length")).Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order());
        return $"{answer.StatusCode}\n{headers}\n{await answer.Content.ReadAsStringAsync()}";
    }

    private async Task<string> ScriptAsync()
    {
        using HttpClient http = Daemon.Client();
        return WebScript().Match(await http.GetStringAsync("")).Groups["script"].Value;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string? Value)[] headers)
    {
        using HttpClient http = Daemon.Client();
        using var request = new HttpRequestMessage(method, path);
        foreach ((string name, string? value) in headers)
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    [GeneratedRegex("src=\"(?<script>[^\"]*app\\.js)\"")]
    private static partial Regex WebScript();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function|srcdoc")]
    private static partial Regex FromText();

    [GeneratedRegex("rel=\"modulepreload\" href=\"{web}/(?<file>[^\"]+)\"")]
    private static partial Regex Preloaded();

    [GeneratedRegex(@"(?:from|import\(?)\s*'(?<file>\.[^']+)'")]
    private static partial Regex Import();
}
