using System.Globalization;
using System.Text.Json;

namespace Maple.Tests.EndToEnd;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_demo_shows_pictures_of_several_days_and_leaves_nothing_behind()
    {
        await using DemoProcess demo = await DemoProcess.StartAsync(_folder, pictures: 5);
        var api = new ApiClient(demo.Address, demo.Key);

        JsonElement[] images = [.. (await api.GetAsync("api/images")).Data.EnumerateArray()];
        Answer login = await api.PostAsync("api/login", ("username", demo.Username), ("password", demo.Password));

        Assert.Equal(5, images.Length);
        // As a person's library: photographs upright and across, and a screenshot.
        Assert.Equal(["jpg", "png"], images.Select(image => image.GetProperty("format").GetString()).Distinct().Order());
        Assert.Contains(images, image => image.GetProperty("height").GetInt32() > image.GetProperty("width").GetInt32());
        Assert.Equal(5, images.Select(image => image.GetProperty("sha256").GetString()).Distinct().Count());
        Assert.True(images.Select(image => DateTime.Parse(image.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).Date).Distinct().Count() > 1);
        Assert.Equal(
            ["demo 5", "mei 1", "otto 0"],
            (await api.GetAsync("api/admin/overview")).Data.GetProperty("usage").EnumerateArray().Select(user => $"{user.GetProperty("username")} {user.GetProperty("images")}"));
        Assert.Equal("demo", login.Data.GetProperty("username").GetString());

        Assert.Equal(0, await demo.EndAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
