using System.Globalization;
using Maple.Errors;

namespace Maple.Imaging;

/// <summary>A size asked for by <c>?width=</c> and <c>?height=</c>, in its canonical form: equal requests are equal values.</summary>
internal readonly record struct Variant
{
    private Variant(Box box) => Box = box;

    /// <summary>At least one side is given; each is at most <see cref="ImagingOptions.MaxVariantSize"/>.</summary>
    public Box Box { get; }

    /// <summary>Null when neither is asked for. Sizes above the largest mean the largest.</summary>
    /// <exception cref="MapleException"><c>invalid_parameter</c>, naming the parameter, unless it is a whole number from 1 on.</exception>
    public static Variant? Parse(string? width, string? height, int largest) =>
        width is null && height is null ? null : new(new Box(Side("width", width, largest), Side("height", height, largest)));

    /// <summary>Names the variant in a cache: <c>w320</c>, <c>h200</c> or <c>w320h200</c>.</summary>
    public string Key => (Box.Width, Box.Height) switch
    {
        ({ } width, { } height) => string.Create(CultureInfo.InvariantCulture, $"w{width}h{height}"),
        ({ } width, _) => string.Create(CultureInfo.InvariantCulture, $"w{width}"),
        (_, var height) => string.Create(CultureInfo.InvariantCulture, $"h{height}"),
    };

    /// <summary>The picture fits as it is: its own bytes are the answer.</summary>
    public bool IsOriginal(int width, int height) => Box.Holds(width, height);

    /// <summary>Width and height of the result for a picture of this size (as shown).</summary>
    public (int Width, int Height) SizeOf(int width, int height) => Box.Fit(width, height);

    private static int? Side(string name, string? text, int largest)
    {
        if (text is null)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side > 0)
            return Math.Min(side, largest);

        string shown = text.Length <= 20 ? text : text[..20] + "…";
        throw new MapleException(ErrorCode.InvalidParameter,
            $"'{name}' is '{shown}'; it must be a whole number of pixels from 1 to {largest}.",
            $"参数 {name} 的值为“{shown}”,应为 1 到 {largest} 之间的整数(像素)。")
        {
            Parameter = name,
        };
    }
}
