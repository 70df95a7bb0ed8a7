using System.Globalization;

namespace Maple.Tests.Torture;

/// <summary>How long and how hard a run is: <c>MAPLE_TORTURE_NAME</c>, which run.sh sets; without them the short runs of the suite.</summary>
internal static class Settings
{
    private const string Prefix = "MAPLE_TORTURE_";

    public static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(Prefix + name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    public static string? Text(string name) => Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } text ? text : null;

    /// <summary>Each run is another one unless its seed is given; it prints the seed that it has.</summary>
    public static int Seed() => Number("SEED", Random.Shared.Next(1, 1_000_000));
}
