using System.Text.Json;
using Maple.Auth;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary><c>/api/policies</c>: tokens with which others may upload.</summary>
internal sealed class PolicyHandlers(UploadPolicies policies, IAlbumStore albums, AlbumChoice albumChoice, Links links, TimeProvider time, Envelope envelope)
{
    /// <summary>More files than anybody counts; a policy without a number takes any.</summary>
    private const int MostFiles = 1_000_000;

    private static readonly Text s_kinds = new("a list of png, jpg, gif, webp, bmp", "由 png、jpg、gif、webp、bmp 组成的列表");

    public async Task<Response> ListAsync(Exchange exchange)
    {
        IReadOnlyList<UploadPolicy> found = await policies.ListAsync(exchange.Caller!.User.Id).ConfigureAwait(false);
        var names = new Dictionary<long, string?>();
        foreach (UploadPolicy policy in found)
            names[policy.AlbumId] = await NameAsync(policy).ConfigureAwait(false);
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartArray();
            foreach (UploadPolicy policy in found)
                Write(exchange, json, policy, names[policy.AlbumId]);
            json.WriteEndArray();
        });
    }

    public async Task<Response> AddAsync(Exchange exchange)
    {
        RequestFields fields = await RequestFields.ReadAsync(exchange.Request, list: "kinds").ConfigureAwait(false);
        Caller caller = exchange.Caller!;
        DateTimeOffset expires = Parameters.Time("expires_at", fields["expires_at"]) ?? time.GetUtcNow() + UploadPolicies.DefaultLifetime;
        // An album that is named for the first time is made for a policy, and not for a refusal.
        policies.CheckEnd(expires);
        string? kinds = fields["kinds"] is { Length: > 0 } words ? ImageFormat.Kinds(words) ?? throw Parameters.Invalid("kinds", words, s_kinds) : null;
        int? bytes = Number(fields, "max_bytes", int.MaxValue), files = Number(fields, "files", MostFiles);
        Func<Task<Album>> album = await albumChoice.ForUploadAsync(caller, fields["album"], fields["album_id"]).ConfigureAwait(false);
        long maker = await policies.MakerAsync(caller.User.Id, caller.Grant.KeyId).ConfigureAwait(false);
        var wanted = new NewPolicy((await album().ConfigureAwait(false)).Id, expires, bytes, kinds, files);
        UploadPolicy made = await policies.AddAsync(caller.User.Id, maker, wanted).ConfigureAwait(false);
        return await OneAsync(exchange, made).ConfigureAwait(false);
    }

    public async Task<Response> RemoveAsync(Exchange exchange) =>
        await OneAsync(exchange, await policies.RemoveAsync(exchange.Caller!.User.Id, exchange["id"]).ConfigureAwait(false)).ConfigureAwait(false);

    private static int? Number(RequestFields fields, string name, int most) =>
        fields[name] is { Length: > 0 } value ? Parameters.Number(name, value, 0, 1, most) : null;

    private async Task<string?> NameAsync(UploadPolicy policy) => (await albums.FindAsync(policy.UserId, policy.AlbumId).ConfigureAwait(false))?.Name;

    private async Task<Response> OneAsync(Exchange exchange, UploadPolicy policy)
    {
        string? name = await NameAsync(policy).ConfigureAwait(false);
        return envelope.Ok(exchange, json => Write(exchange, json, policy, name));
    }

    private void Write(Exchange exchange, Utf8JsonWriter json, UploadPolicy policy, string? album)
    {
        string token = policies.Token(policy);
        json.WriteStartObject();
        json.WriteString("id"u8, policy.Id);
        json.WriteString("token"u8, token);
        json.WriteString("url"u8, links.To(exchange, $"/u/{token}"));
        json.WriteStartObject("album"u8);
        json.WriteNumber("id"u8, policy.AlbumId);
        json.WriteString("name"u8, album);
        json.WriteEndObject();
        PolicyViews.WriteLimits(json, policy);
        json.WriteNumber("used"u8, policy.Used);
        json.WriteNumber("key_id"u8, policy.KeyId);
        json.WriteEndObject();
    }
}
