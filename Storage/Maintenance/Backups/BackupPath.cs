namespace Maple.Storage.Maintenance.Backups;

/// <summary>
/// What is where in a backup. A path that came out of one is only ever used when it is one of these: no other can lead out of a folder.
/// </summary>
internal static class BackupPath
{
    public const string Manifest = "manifest.jsonl";
    public const string Database = "maple.db";
    public const string Secret = "secret.key";
    public const string Config = "maple.toml";
    public const string Images = "images/";

    public static string OfPicture(BlobKey key) => Images + key.Value;

    public static string OfFacts(string user, string file) => $"{Images}{user}/.facts/{file}.jsonl";

    public static bool IsValid(string path) => path is Database or Secret or Config or Manifest || IsPicture(path) || IsFacts(path);

    private static bool IsPicture(string path) =>
        path.StartsWith(Images, StringComparison.Ordinal) && BlobKey.TryParse(path[Images.Length..], out _);

    private static bool IsFacts(string path) =>
        path.Split('/') is ["images", var user, ".facts", var file]
        && user.Length > 0 && user[0] != '.' && file.EndsWith(".jsonl", StringComparison.Ordinal) && file[0] != '.'
        && !path.Any(c => c == '\\' || char.IsControl(c));
}
