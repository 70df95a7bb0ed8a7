using System.Text.Json;
using Maple.Http.Content;

namespace Maple.Http.Json;

/// <summary>Where a page stands in its list, with Flask-SQLAlchemy's field names as the original service gave them.</summary>
internal sealed record PageInfo(int Page, int Number, long Total)
{
    public int Pages => (int)Math.Min(int.MaxValue, (Total + Number - 1) / Number);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("pageinfo"u8);
        json.WriteNumber("pages"u8, Pages);
        json.WriteNumber("page"u8, Page);
        json.WriteBoolean("has_prev"u8, Page > 1);
        json.WriteBoolean("has_next"u8, Page < Pages);
        json.WriteStartArray("iter_pages"u8);
        foreach (int? page in PageLinks.Around(Page, Pages))
        {
            if (page is { } shown)
                json.WriteNumberValue(shown);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, Total);
        json.WriteEndObject();
    }
}
