using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd;

/// <summary>The original's own example, run by the real requests.</summary>
public sealed class SeedExampleTests(SharedDaemon shared) : IClassFixture<SharedDaemon>
{
    private const string Example =
        """
        import requests

        def images(multiple):
            url = '{URL}api/images'
            files = {'images': open('desktop.png', 'rb')}
            multiple_files = [
                ('images', ('11.png', open('11.png', 'rb'), 'image/png')),
                ('images', ('desktop.png', open('desktop.png', 'rb'), 'image/png'))
            ]
            headers = {
                'Api-Key':
                '{KEY}',
                'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/57.0.2987.98 Safari/537.36'
            }
            r = requests.post(url, files=multiple_files if multiple else files, headers=headers)
            print(r.text)

        images({MULTIPLE})
        """;

    [Fact]
    public async Task One_file()
    {
        (JsonElement answer, byte[] sent) = await RunAsync("one", multiple: false);

        Assert.Equal("200", answer.GetProperty("status").GetString());
        JsonElement image = Assert.Single(answer.GetProperty("data").GetProperty("success").EnumerateArray());
        Assert.Equal("desktop.png", image.GetProperty("name").GetString());
        Assert.Equal("default", image.GetProperty("album").GetProperty("name").GetString());
        using var stranger = new HttpClient();
        Assert.Equal(sent, await stranger.GetByteArrayAsync(image.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Several_files()
    {
        (JsonElement answer, _) = await RunAsync("several", multiple: true);

        Assert.Equal(
            ["11.png", "desktop.png"],
            answer.GetProperty("data").GetProperty("success").EnumerateArray().Select(i => i.GetProperty("name").GetString()));
        Assert.Empty(answer.GetProperty("data").GetProperty("fail").EnumerateArray());
    }

    private async Task<(JsonElement Answer, byte[] Desktop)> RunAsync(string user, bool multiple)
    {
        string key = await shared.Daemon.CreateUserAsync(user);
        string folder = Directory.CreateDirectory(Path.Combine(shared.Daemon.Folder, user)).FullName;
        byte[] desktop = Pictures.Png(1920, 1080, seed: 5);
        await File.WriteAllBytesAsync(Path.Combine(folder, "desktop.png"), desktop, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "11.png"), Pictures.Png(200, 100, seed: 11), TestContext.Current.CancellationToken);
        string script = Example
            .Replace("{URL}", shared.Daemon.Address.AbsoluteUri)
            .Replace("{KEY}", key)
            .Replace("{MULTIPLE}", multiple ? "True" : "False");
        return (JsonDocument.Parse(await Python.RunAsync(folder, script)).RootElement, desktop);
    }
}
