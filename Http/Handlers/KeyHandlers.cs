using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/keys</c>: a user's keys, what they allow, and when they were used last.</summary>
internal sealed class KeyHandlers(ApiKeys keys, IAlbumStore albums, AlbumChoice albumChoice, Envelope envelope)
{
    private static readonly Text s_scopes = new($"a list of {ScopeWords.All}", $"由 {ScopeWords.All} 组成的列表");

    public async Task<Response> ListAsync(Exchange exchange)
    {
        IReadOnlyList<ApiKey> found = await keys.ListAsync(exchange.Caller!.User.Id).ConfigureAwait(false);
        Dictionary<long, string> names = await AlbumNamesAsync(found).ConfigureAwait(false);
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartArray();
            foreach (ApiKey key in found)
                Write(json, key, names);
            json.WriteEndArray();
        });
    }

    public async Task<Response> AddAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "scopes").ConfigureAwait(false);
        Caller caller = exchange.Caller!;
        string name = fields["name"] ?? throw Parameters.Missing("name");
        string words = fields["scopes"] ?? throw Parameters.Missing("scopes");
        if (!ScopeWords.TryParse(words, out Scopes scopes))
            throw Parameters.Invalid("scopes", words, s_scopes);
        Album? album = await albumChoice.FindAnyAsync(caller, fields["album"]).ConfigureAwait(false);
        var wanted = new NewKey(name, scopes, album?.Id, Parameters.Time("expires_at", fields["expires_at"]));
        return await OneAsync(exchange, await keys.AddAsync(caller.User.Id, wanted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task<Response> RemoveAsync(Exchange exchange)
    {
        long id = Parameters.Id(exchange["id"], ApiKeys.NotFound);
        return await OneAsync(exchange, await keys.RemoveAsync(exchange.Caller!.User.Id, id).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<Response> OneAsync(Exchange exchange, ApiKey key)
    {
        Dictionary<long, string> names = await AlbumNamesAsync([key]).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Write(json, key, names));
    }

    private async Task<Dictionary<long, string>> AlbumNamesAsync(IEnumerable<ApiKey> found)
    {
        var names = new Dictionary<long, string>();
        foreach (ApiKey key in found)
        {
            if (key.AlbumId is { } id && await albums.FindAsync(key.UserId, id).ConfigureAwait(false) is { } album)
                names[id] = album.Name;
        }

        return names;
    }

    private void Write(Utf8JsonWriter json, ApiKey key, Dictionary<long, string> albumNames)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, key.Id);
        json.WriteString("name"u8, key.Name);
        json.WriteString("key"u8, keys.Token(key));
        json.WriteStartArray("scopes"u8);
        foreach (string word in key.Scopes.Words().Split(','))
            json.WriteStringValue(word);
        json.WriteEndArray();
        if (key.AlbumId is { } album)
        {
            // Of an album that is gone the id is left: the key stays one for nothing else.
            json.WriteStartObject("album"u8);
            json.WriteNumber("id"u8, album);
            json.WriteString("name"u8, albumNames.GetValueOrDefault(album));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("album"u8);
        }

        json.WriteString("issued_at"u8, Views.Time(key.IssuedAt));
        Views.WriteTime(json, "expires_at", key.ExpiresAt);
        Views.WriteTime(json, "used_at", key.UsedAt);
        json.WriteEndObject();
    }
}
