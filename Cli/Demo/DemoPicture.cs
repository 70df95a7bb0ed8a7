using Maple.Imaging.Demo;

namespace Maple.Cli.Demo;

/// <summary>A generated picture and what somebody might have said of it.</summary>
/// <param name="Age">How long ago it was uploaded.</param>
internal sealed record DemoPicture(int Seed, string Name, string Description, string? Album, TimeSpan Age)
{
    private static readonly (string Name, string Description, string? Album)[] s_texts =
    [
        ("First light.jpg", "Before anybody was up", "Morning walks"),
        ("Lake, no wind.jpg", "It stayed like this for an hour", "Morning walks"),
        ("IMG_2041.jpg", "", null),
        ("晨雾.jpg", "山谷里的清晨", "旅行"),
        ("DSC_0192.jpg", "", null),
        ("The long ridge.jpg", "Six hours up, two down", "Mountains"),
        ("IMG_2057.jpg", "", "Mountains"),
        ("Abendlicht.jpg", "Blick vom Balkon", null),
        ("湖.jpg", "", "旅行"),
        ("After the rain.jpg", "The air was so clear", "Mountains"),
        ("Full moon.jpg", "Handheld, ISO 6400", null),
        ("Last day.jpg", "We go home tomorrow", "旅行"),
    ];

    private static readonly (int Width, int Height)[] s_sizes = [(1200, 800), (1200, 800), (800, 1200), (1280, 720), (1000, 1000)];

    /// <summary>The oldest first; the same ones each time.</summary>
    public static IEnumerable<DemoPicture> All(int count)
    {
        for (int i = 0; i < count; i++)
        {
            (string name, string description, string? album) = s_texts[i % s_texts.Length];
            // More of late, and some days without any.
            double days = 29.0 * Math.Pow((count - 1.0 - i) / Math.Max(1, count - 1), 1.4);
            yield return new DemoPicture(i, Numbered(name, i / s_texts.Length), description, album, TimeSpan.FromDays(days));
        }
    }

    /// <returns>A JPEG.</returns>
    public byte[] Paint()
    {
        (int width, int height) = s_sizes[Seed * 7 % s_sizes.Length];
        return Landscape.Jpeg(Seed + 11, Light.All[(Seed + Seed / Light.All.Count) % Light.All.Count], hasWater: Seed % 3 == 1, width, height);
    }

    private static string Numbered(string name, int round) => round == 0 ? name : name.Replace(".jpg", $" {round + 1}.jpg", StringComparison.Ordinal);
}
