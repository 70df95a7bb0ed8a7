namespace Maple.Cli.Client;

/// <summary>A login that was saved: the key is meant for this server and no other.</summary>
/// <param name="Url">Ends with a slash.</param>
internal sealed record Credentials(Uri Url, string User, string Key);
