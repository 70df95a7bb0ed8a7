using System.Text.Json;
using Maple.Errors;
using Maple.Http.Json;
using Maple.Imaging;
using Maple.Logging;

namespace Maple.Http.Handlers.Admin;

/// <summary><c>/api/admin/cache</c>, <c>config</c> and <c>log</c>: the running process.</summary>
internal sealed class ServerHandlers(VariantCache variants, ServerFacts server, RecentEvents recent, Log log, Envelope envelope)
{
    public async Task<Response> ClearCacheAsync(Exchange exchange)
    {
        // Thousands of files, whose removal blocks.
        long freed = await Task.Run(variants.Clear).ConfigureAwait(false);
        log.ForRequest(exchange.Id).Info("the cache of sizes was emptied", ("bytes", freed), ("user", exchange.Caller!.User.Name));
        return envelope.Ok(exchange, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("bytes"u8, freed);
            json.WriteEndObject();
        });
    }

    public Task<Response> ConfigAsync(Exchange exchange) => Task.FromResult(envelope.Ok(exchange, json =>
    {
        json.WriteStartArray();
        foreach (Setting setting in server.Settings)
        {
            json.WriteStartObject();
            json.WriteString("section"u8, setting.Section);
            json.WriteString("key"u8, setting.Key);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("default"u8, setting.Default);
            json.WriteString("source"u8, setting.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    public Task<Response> LogAsync(Exchange exchange)
    {
        LogLevel least = exchange.Query("level") switch
        {
            null or "" or "debug" or "info" => LogLevel.Info,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            var other => throw Parameters.Invalid("level", other, new Text("debug, info, warning or error", "debug、info、warning 或 error")),
        };
        string text = exchange.Query("q") ?? "";
        List<RecentEvent> events = [.. recent.List().Where(entry => entry.Level >= least && (text.Length == 0 || entry.Contains(text)))];
        return Task.FromResult(envelope.Ok(exchange, json =>
        {
            json.WriteStartArray();
            events.ForEach(entry => Write(json, entry));
            json.WriteEndArray();
        }));
    }

    private static void Write(Utf8JsonWriter json, RecentEvent entry)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, Views.Time(entry.Time));
        json.WriteString("level"u8, JsonFormatter.Word(entry.Level));
        json.WriteString("message"u8, entry.Message);
        if (entry.RequestId is { } id)
            json.WriteString("request_id"u8, id);
        json.WriteStartObject("fields"u8);
        foreach (LogField field in entry.Fields)
            JsonFormatter.WriteField(json, field);
        if (entry.Exception is { } exception)
            json.WriteString("exception"u8, exception);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
