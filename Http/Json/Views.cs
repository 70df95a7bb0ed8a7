using System.Globalization;
using System.Text.Json;
using Maple.Storage;

namespace Maple.Http.Json;

/// <summary>How users and albums look in an answer. Times are RFC 3339, UTC, in milliseconds.</summary>
internal static class Views
{
    public static void WriteUser(Utf8JsonWriter json, User user, string key)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, user.Id);
        json.WriteString("username"u8, user.Name);
        json.WriteString("key"u8, key);
        json.WriteEndObject();
    }

    /// <param name="adminUrl">Null for a user who is no administrator.</param>
    /// <param name="maxBody">The most bytes of a request.</param>
    public static void WriteAccount(Utf8JsonWriter json, User user, Usage usage, string? adminUrl, long maxBody)
    {
        json.WriteStartObject();
        WriteFacts(json, user, usage);
        json.WriteString("admin_url"u8, adminUrl);
        json.WriteNumber("max_body"u8, maxBody);
        json.WriteEndObject();
    }

    /// <summary>As administrators see a user.</summary>
    public static void WriteManagedUser(Utf8JsonWriter json, User user, Usage usage)
    {
        json.WriteStartObject();
        WriteFacts(json, user, usage);
        json.WriteBoolean("disabled"u8, user.IsDisabled);
        json.WriteEndObject();
    }

    /// <summary>Of ids that were asked for, which were removed and which were not there.</summary>
    public static void WriteRemoved(Utf8JsonWriter json, IReadOnlyList<long> ids, IReadOnlySet<long> removed)
    {
        json.WriteStartObject();
        WriteIds(json, "removed", ids.Where(removed.Contains));
        WriteIds(json, "missing", ids.Where(id => !removed.Contains(id)));
        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, User user, Usage usage)
    {
        json.WriteNumber("id"u8, user.Id);
        json.WriteString("username"u8, user.Name);
        json.WriteString("email"u8, user.Email);
        json.WriteBoolean("is_admin"u8, user.IsAdmin);
        json.WriteString("created_at"u8, Time(user.CreatedAt));
        json.WriteNumber("images"u8, usage.Images);
        json.WriteNumber("bytes"u8, usage.Bytes);
    }

    public static void WriteOwner(Utf8JsonWriter json, User user)
    {
        json.WriteStartObject("user"u8);
        json.WriteNumber("id"u8, user.Id);
        json.WriteString("username"u8, user.Name);
        json.WriteEndObject();
    }

    public static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<long> ids)
    {
        json.WriteStartArray(name);
        foreach (long id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    /// <param name="coverUrl">Of a thumbnail; null for an empty album.</param>
    /// <param name="owner">Null where it is the caller.</param>
    public static void WriteAlbum(Utf8JsonWriter json, Album album, string? coverUrl, User? owner = null)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, album.Id);
        json.WriteString("name"u8, album.Name);
        json.WriteString("description"u8, album.Description);
        json.WriteBoolean("is_default"u8, album.IsDefault);
        json.WriteBoolean("private"u8, album.IsPrivate);
        json.WriteNumber("images"u8, album.ImageCount);
        if (album.CoverId is { } cover)
            json.WriteNumber("cover"u8, cover);
        else
            json.WriteNull("cover"u8);
        json.WriteString("cover_url"u8, coverUrl);
        json.WriteString("created_at"u8, Time(album.CreatedAt));
        json.WriteString("updated_at"u8, Time(album.UpdatedAt));
        if (owner is not null)
            WriteOwner(json, owner);
        json.WriteEndObject();
    }

    /// <summary>Null where there is none.</summary>
    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) => json.WriteString(name, time is { } known ? Time(known) : null);

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
