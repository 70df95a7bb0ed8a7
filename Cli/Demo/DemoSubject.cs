using Maple.Imaging.Demo;

namespace Maple.Cli.Demo;

internal enum Kind
{
    Hills,
    Lake,
    Stars,
    Moon,
    Sea,
    City,
    Flower,
    Fields,
    Screen,
}

internal enum Format
{
    Usual,
    Portrait,
    Wide,
    Square,
}

/// <summary>What somebody took a picture of.</summary>
internal sealed record DemoSubject(Kind Kind, Light Light, Format Format, string Name, string Description = "", string? Album = null)
{
    /// <summary>In no order that shows: neighbours differ, in a grid of however many columns.</summary>
    public static readonly IReadOnlyList<DemoSubject> All =
    [
        new(Kind.Hills, Light.Dawn, Format.Usual, "First light.jpg", "Before anybody was up", "Morning walks"),
        new(Kind.Flower, Light.Noon, Format.Portrait, "IMG_2041.jpg"),
        new(Kind.City, Light.Dusk, Format.Wide, "外滩.jpg", "酒店窗外的夜色", "旅行"),
        new(Kind.Screen, Light.Noon, Format.Wide, "Figures of October.png", "For the review on Monday", "Screenshots"),
        new(Kind.Sea, Light.Dusk, Format.Usual, "Last swim.jpg", "The water was warmer than the air", "Coast"),
        new(Kind.Fields, Light.Noon, Format.Square, "DJI_0031.jpg", "", "From above"),
        new(Kind.Lake, Light.Noon, Format.Usual, "Lake, no wind.jpg", "It stayed like this for an hour", "Morning walks"),
        new(Kind.Stars, Light.Night, Format.Usual, "Milky way.jpg", "20 s, f/2, ISO 3200", "Night"),
        new(Kind.Flower, Light.Noon, Format.Usual, "Daisy.jpg", "From the balcony"),
        new(Kind.Hills, Light.Fog, Format.Usual, "晨雾.jpg", "山谷里的清晨", "旅行"),
        new(Kind.Sea, Light.Dawn, Format.Portrait, "IMG_2057.jpg", "", "Coast"),
        new(Kind.City, Light.Night, Format.Portrait, "Two in the morning.jpg", "Some are still up", "Night"),
        new(Kind.Fields, Light.Noon, Format.Usual, "DJI_0044.jpg", "Window seat", "From above"),
        new(Kind.Hills, Light.Autumn, Format.Usual, "The long ridge.jpg", "Six hours up, two down", "Mountains"),
        new(Kind.Screen, Light.Noon, Format.Wide, "Screenshot 2026-10-12.png", "", "Screenshots"),
        new(Kind.Moon, Light.Night, Format.Portrait, "Full moon.jpg", "Handheld, ISO 6400", "Night"),
        new(Kind.Lake, Light.Dusk, Format.Wide, "Abendlicht.jpg", "Blick vom Steg"),
        new(Kind.Flower, Light.Noon, Format.Square, "DSC_0192.jpg"),
        new(Kind.Sea, Light.Noon, Format.Wide, "Low tide.jpg", "", "Coast"),
        new(Kind.Hills, Light.Noon, Format.Usual, "After the rain.jpg", "The air was so clear", "Mountains"),
        new(Kind.City, Light.Dawn, Format.Usual, "Roofs.jpg", "The kitchen window", null),
        new(Kind.Lake, Light.Fog, Format.Portrait, "湖.jpg", "", "旅行"),
        new(Kind.Fields, Light.Noon, Format.Portrait, "DJI_0058.jpg", "The river took a new way", "From above"),
        new(Kind.Stars, Light.Night, Format.Portrait, "IMG_2090.jpg", "", "Night"),
        new(Kind.Hills, Light.Dusk, Format.Portrait, "Last day.jpg", "We go home tomorrow", "Mountains"),
        new(Kind.Flower, Light.Noon, Format.Portrait, "For grandmother.jpg", "From her own garden"),
        new(Kind.City, Light.Dusk, Format.Usual, "IMG_2103.jpg"),
        new(Kind.Sea, Light.Dusk, Format.Usual, "海边.jpg", "最后一个傍晚", "旅行"),
        new(Kind.Lake, Light.Autumn, Format.Usual, "October.jpg", "", "Mountains"),
    ];
}
