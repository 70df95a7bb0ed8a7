using System.Globalization;
using System.Text.Json;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/overview</c>: what there is, how much room it takes, and what came in lately.</summary>
internal sealed class OverviewHandler(
    IMetadataStore store, VariantCache variants, ImagingOptions options, ServerFacts server, TimeProvider time, Envelope envelope)
{
    private const int Days = 30;

    /// <summary>A page of users, the largest.</summary>
    private const int MaxUsers = 100;

    public async Task<Response> GetAsync(Exchange exchange)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), first = today.AddDays(1 - Days);
        StoreUsage usage = await store.Usage.OfAllAsync(first).ConfigureAwait(false);
        IReadOnlyList<User> users = await store.Users.ListAsync().ConfigureAwait(false);
        Usage all = usage.Users.Values.Aggregate(default(Usage), (sum, one) => sum + one);
        DiskRoom disk = server.DiskRoom();
        long cached = variants.Bytes;
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartObject();
            json.WriteString("version"u8, server.Version);
            json.WriteString("started_at"u8, Views.Time(server.StartedAt));
            json.WriteNumber("users"u8, users.Count);
            json.WriteNumber("albums"u8, usage.Albums);
            json.WriteNumber("images"u8, all.Images);
            json.WriteNumber("bytes"u8, all.Bytes);
            WritePair(json, "cache", ("bytes", cached), ("limit", options.VariantCacheBytes));
            WritePair(json, "disk", ("free", disk.Free), ("total", disk.Total));
            WritePair(json, "memory", ("resident", Environment.WorkingSet), ("allocated", GC.GetTotalAllocatedBytes()));
            json.WriteStartArray("days"u8);
            for (DateOnly day = first; day <= today; day = day.AddDays(1))
            {
                Usage came = usage.Days.GetValueOrDefault(day);
                json.WriteStartObject();
                json.WriteString("day"u8, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteNumber("images"u8, came.Images);
                json.WriteNumber("bytes"u8, came.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("usage"u8);
            foreach ((User user, Usage used) in Largest(users, usage.Users))
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, user.Id);
                json.WriteString("username"u8, user.Name);
                json.WriteNumber("images"u8, used.Images);
                json.WriteNumber("bytes"u8, used.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static IEnumerable<(User User, Usage Used)> Largest(IReadOnlyList<User> users, IReadOnlyDictionary<long, Usage> usage) => users
        .Select(user => (User: user, Used: usage.GetValueOrDefault(user.Id)))
        .OrderByDescending(entry => entry.Used.Bytes).ThenBy(entry => entry.User.Id)
        .Take(MaxUsers);

    private static void WritePair(Utf8JsonWriter json, string name, (string Name, long Value) first, (string Name, long Value) second)
    {
        json.WriteStartObject(name);
        json.WriteNumber(first.Name, first.Value);
        json.WriteNumber(second.Name, second.Value);
        json.WriteEndObject();
    }
}
