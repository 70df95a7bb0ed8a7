using System.Globalization;
using System.Numerics;
using Maple.Imaging.Demo;

namespace Maple.Cli.Demo;

/// <summary>A generated picture and what somebody might have said of it.</summary>
/// <param name="Age">How long ago it was uploaded.</param>
internal sealed record DemoPicture(int Seed, DemoSubject Subject, string Name, TimeSpan Age)
{
    private static readonly Vector3[] s_petals = [new(0.86f, 0.25f, 0.45f), new(0.95f, 0.93f, 0.90f), new(0.55f, 0.38f, 0.80f), new(0.95f, 0.62f, 0.20f)];

    public string Description => Subject.Description;

    public string? Album => Subject.Album;

    /// <summary>The oldest first; the same ones each time.</summary>
    public static IEnumerable<DemoPicture> All(int count)
    {
        for (int i = 0; i < count; i++)
        {
            DemoSubject subject = DemoSubject.All[i % DemoSubject.All.Count];
            // More of late, and some days without any.
            double days = 29.0 * Math.Pow((count - 1.0 - i) / Math.Max(1, count - 1), 1.4);
            yield return new DemoPicture(i, subject, Numbered(subject.Name, i / DemoSubject.All.Count), TimeSpan.FromDays(days));
        }
    }

    /// <returns>A JPEG, or a PNG of a screen.</returns>
    public byte[] Paint()
    {
        (int width, int height) = Subject.Format switch
        {
            Format.Portrait => (800, 1200),
            Format.Wide => (1280, 720),
            Format.Square => (1000, 1000),
            _ => (1200, 800),
        };
        // Each round has a light, and colours, of its own.
        int turn = Seed + Seed / DemoSubject.All.Count;
        Light light = Subject.Light.Towards(Light.Dawn, turn % 4 * 0.12f);
        float aspect = (float)width / height;
        return Subject.Kind switch
        {
            Kind.Screen => AppWindow.Png(turn, turn % 2 == 0, width, height),
            Kind.Lake => Camera.Take(new Landscape(Seed + 11, light, hasWater: true, width, height), width, height),
            Kind.Stars => Camera.Take(new NightSky(Seed, hasMoon: false, aspect), width, height),
            Kind.Moon => Camera.Take(new NightSky(Seed, hasMoon: true, aspect), width, height),
            Kind.Sea => Camera.Take(new Sea(Seed, light, aspect), width, height),
            Kind.City => Camera.Take(new City(Seed, Subject.Light), width, height),
            Kind.Flower => Camera.Take(new Flower(Seed, s_petals[(turn + 1) % s_petals.Length], aspect), width, height),
            Kind.Fields => Camera.Take(new Fields(Seed, aspect), width, height),
            _ => Camera.Take(new Landscape(Seed + 11, light, hasWater: false, width, height), width, height),
        };
    }

    private static string Numbered(string name, int round) =>
        round == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)} {round + 1}{Path.GetExtension(name)}");
}
