namespace Maple.Storage.LiteDb;

/// <summary>The engine's collections.</summary>
internal static class Kind
{
    public const string Meta = "meta";
    public const string Users = "users";
    public const string Keys = "keys";
    public const string Policies = "policies";
    public const string Sessions = "sessions";
    public const string Albums = "albums";
    public const string Images = "images";
    public const string Tail = "tail";
}
