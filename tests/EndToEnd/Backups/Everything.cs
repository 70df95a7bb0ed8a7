using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Maple.Tests.EndToEnd.Backups;

/// <summary>All that a user has, as the API shows it: rows, and the bytes behind each link.</summary>
internal static class Everything
{
    /// <summary>By id. Addresses are without the daemon's own.</summary>
    public static async Task<Dictionary<long, StoredImage>> ImagesAsync(ApiClient api)
    {
        var images = new Dictionary<long, StoredImage>();
        for (int page = 1; ; page++)
        {
            Answer list = await api.GetAsync($"api/images?number=100&page={page}");
            foreach (JsonElement image in list.Data.EnumerateArray())
            {
                StoredImage stored = await ReadAsync(api, image);
                images.Add(stored.Id, stored);
            }

            if (!list.Json.GetProperty("pageinfo").GetProperty("has_next").GetBoolean())
                return images;
        }
    }

    public static async Task<StoredImage> ReadAsync(ApiClient api, JsonElement image)
    {
        var sums = new List<string>();
        foreach (string link in (string[])["url", "thumb_url", "show_url"])
            sums.Add(await SumAsync(api, image, link));
        return new StoredImage(image.GetProperty("id").GetInt64(), WithoutAddress(api, image.GetRawText()), string.Join(' ', sums));
    }

    public static async Task<string> AlbumsAsync(ApiClient api) =>
        WithoutAddress(api, (await api.GetAsync("api/albums?number=100")).Data.GetRawText());

    private static async Task<string> SumAsync(ApiClient api, JsonElement image, string link)
    {
        string url = image.GetProperty(link).GetString()!;
        HttpResponseMessage response = await api.Http.GetAsync(new Uri(url));
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{url}: {response.StatusCode}");
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        if (link == "url")
            Assert.Equal(image.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return $"{Convert.ToHexStringLower(SHA256.HashData(bytes))} {response.Headers.ETag} {response.Content.Headers.LastModified:u}";
    }

    private static string WithoutAddress(ApiClient api, string text) =>
        text.Replace(api.Http.BaseAddress!.ToString(), "http://maple/", StringComparison.Ordinal);
}

/// <param name="Row">As the API lists it.</param>
/// <param name="Bytes">Hashes, entity tags and times of original, thumbnail and show picture.</param>
internal sealed record StoredImage(long Id, string Row, string Bytes);
