using System.Text;
using Maple.Imaging.Metadata;

namespace Maple.Tests.Imaging.Metadata;

public sealed class XmpPositionTests
{
    [Theory]
    [InlineData("<d exif:GPSLatitude=\"48N\" dc:x=\"1\"/>", "<d                        dc:x=\"1\"/>")]
    [InlineData("<d\n exif:GPSLatitude = '4\"8>N'/>", "<d\n                           />")]
    [InlineData("<d drone-dji:GpsLatitude=\"+48\"/>", "<d                            />")]
    [InlineData("<a><exif:GPSLatitude>48N</exif:GPSLatitude><b/></a>", "<a>                                        <b/></a>")]
    [InlineData("<e:GPSAreaInformation><rdf:Alt><rdf:li>48</rdf:li></rdf:Alt></e:GPSAreaInformation >x", "*x")]
    [InlineData("<a><exif:GPSLatitude r:v='a>b'/><b/></a>", "<a>                             <b/></a>")]
    [InlineData("<a><e:GPSA>1</e:GPSAB></e:GPSA>b</a>", "<a>                            b</a>")]
    [InlineData("<a><exif:GPSLatitude>48N", "<a>*")]
    [InlineData("<a exif:GPSLatitude=\"48N", "<a *")]
    [InlineData("<a xmlns:gps='u' dc:t='at exif:GPS'>the :GPS of x:gpsy :gps</a>", "<a xmlns:gps='u' dc:t='at exif:GPS'>the :GPS of x:gpsy :gps</a>")]
    [InlineData("</exif:GPSLatitude>", "</exif:GPSLatitude>")]
    [InlineData(":GPS", ":GPS")]
    [InlineData("a:GPS", "a:GPS")]
    [InlineData("", "")]
    public void Properties_become_spaces_and_the_rest_stays(string xmp, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(xmp);
        var found = new List<Blank>();
        XmpPosition.Find(bytes, 1_000, found);
        Blank.Apply([.. found], bytes, 1_000);

        int rest = expected.IndexOf('*', StringComparison.Ordinal);
        string tail = rest < 0 ? "" : expected[(rest + 1)..];
        Assert.Equal(rest < 0 ? expected : expected[..rest].PadRight(xmp.Length - tail.Length) + tail, Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Of_thousands_of_properties_the_rest_goes_whole()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("<a>" + string.Concat(Enumerable.Repeat("<e:GPSx>1</e:GPSx>", 100_000)) + "</a>");
        var found = new List<Blank>();
        XmpPosition.Find(bytes, 0, found);
        Assert.InRange(found.Count, 1, 1_000);
        Blank.Apply([.. found], bytes, 0);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("GPS"u8));
    }
}
