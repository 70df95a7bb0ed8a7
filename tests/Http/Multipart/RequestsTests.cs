using System.Diagnostics;
using System.Text;
using Maple.Fuzz.Engine;
using Maple.Http.Multipart;

namespace Maple.Tests.Http.Multipart;

/// <summary>Forms as python's requests builds them (Debian's python3-requests).</summary>
public sealed class RequestsTests
{
    private const string Script = """
        import base64, requests, sys
        files = [("images", (name, b"bytes of a file")) for name in sys.argv[1:]]
        request = requests.Request("POST", "http://localhost/", files=files, data={"album": "\u5047\u671f"}).prepare()
        print(request.headers["Content-Type"])
        print(base64.b64encode(request.body).decode())
        """;

    [Fact]
    public async Task Names_arrive_as_they_were_given()
    {
        string[] names = ["a.png", "图 片.png", "😀.png", "say \"hi\".png", "100%.png", "semi;colon=.png", "it's.png", "dir/a.png"];
        string[] answer = (await Run(names)).Split('\n');
        using var reader = new MultipartReader(new CutStream(Convert.FromBase64String(answer[1]), 100), Boundary.Parse(answer[0]), new());
        var album = (await reader.ReadPartAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(("album", null), (album.Name, album.FileName));
        Assert.Equal("假期", await album.ReadTextAsync(TestContext.Current.CancellationToken));
        var arrived = new List<string?>();
        while (await reader.ReadPartAsync(TestContext.Current.CancellationToken) is { } part)
        {
            Assert.Equal("images", part.Name);
            arrived.Add(part.FileName);
            Assert.Equal("bytes of a file", await part.ReadTextAsync(TestContext.Current.CancellationToken));
        }
        Assert.Equal([.. names[..^1], "a.png"], arrived);
    }

    private static async Task<string> Run(string[] names)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Script, .. names])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONUTF8"] = "1";
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, "This test needs Debian's python3-requests: apt-get install python3-requests\n" + await errors);
        return output;
    }
}
