namespace Maple.Fuzz;

internal static class Instrumented
{
    private static readonly string[] s_namespaces =
        ["Maple.Http.Multipart.", "Maple.Http.Parsing.", "Maple.Http.Content.", "Maple.Auth.", "Maple.Imaging.Probe.", "Maple.Imaging.Metadata.", "Maple.Imaging.Jpeg.Decoding.", "Maple.Cli.Configuration.", "Maple.Cli.CommandLine.Suggestion"];

    public static bool Any(Func<string, bool> match) => s_namespaces.Any(match);
}
