using System.Text.Json;
using Maple.Storage;

namespace Maple.Http.Json;

/// <summary>How upload policies look in an answer.</summary>
internal static class PolicyViews
{
    /// <summary>Null where there is none.</summary>
    public static void WriteLimits(Utf8JsonWriter json, UploadPolicy policy)
    {
        if (policy.MaxBytes is { } bytes)
            json.WriteNumber("max_bytes"u8, bytes);
        else
            json.WriteNull("max_bytes"u8);
        if (policy.Kinds is { } kinds)
        {
            json.WriteStartArray("kinds"u8);
            foreach (string kind in kinds.Split(','))
                json.WriteStringValue(kind);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("kinds"u8);
        }

        if (policy.Files is { } files)
            json.WriteNumber("files"u8, files);
        else
            json.WriteNull("files"u8);
        json.WriteString("expires_at"u8, Views.Time(policy.ExpiresAt));
    }
}
