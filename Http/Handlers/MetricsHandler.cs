using System.Globalization;
using System.Net;
using System.Text;
using Maple.Errors;
using Maple.Http.Handlers.Admin;
using Maple.Http.Metrics;
using Maple.Storage;

namespace Maple.Http.Handlers;

/// <summary>
/// <c>/metrics</c>, for Prometheus: to administrators, and to a scraper on this machine that comes straight to the daemon. Anybody else is answered that there is no such URL.
/// </summary>
internal sealed class MetricsHandler(MetricsSources sources, Func<IEnumerable<Route>> routes)
{
    private static readonly string[] s_forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    public async Task<Response> GetAsync(Exchange exchange)
    {
        if (!IsLocal(exchange.Request))
        {
            if (!Access.Admin.IsSeenBy(exchange.Caller))
                throw Router.NotFound(exchange);
            Access.Admin.Check(exchange.Caller);
        }

        var text = new PrometheusText();
        text.Gauge("maple_info", "Always 1; the label has the version.").Sample(1, ("version", sources.Server.Version));
        WriteTraffic(text);
        WriteImages(text);
        await WriteStoreAsync(text).ConfigureAwait(false);
        ProcessFigures.Write(text, sources.Server.StartedAt);
        return Response.Bytes(HttpStatusCode.OK, PrometheusText.MediaType, Encoding.UTF8.GetBytes(text.ToString())).With("Cache-Control", "no-store");
    }

    /// <summary>Proxies say for whom they ask; the sites of 'maple nginx' and 'maple caddy' do.</summary>
    private static bool IsLocal(Request request) =>
        IPAddress.IsLoopback(request.Peer) && Array.TrueForAll(s_forwarding, header => request.Header(header) is null);

    private void WriteTraffic(PrometheusText text)
    {
        (string Method, string Route, RouteTraffic Traffic)[] all =
        [
            .. routes().Select(route => (route.Method, route.Template, route.Traffic)).Where(row => row.Traffic.Cumulative()[^1] > 0),
            ("", "", sources.Traffic.Unrouted),
        ];
        text.Counter("maple_http_requests_total", "Requests by route and class of status; without a route, those that match none or are refused before.");
        foreach ((string method, string route, RouteTraffic traffic) in all)
        {
            for (int i = 0; i < 5; i++)
            {
                if (traffic.ByClass[i] > 0 || (i == 1 && route.Length > 0))
                    text.Sample(traffic.ByClass[i], ("method", method), ("route", route), ("status", string.Create(CultureInfo.InvariantCulture, $"{i + 1}xx")));
            }
        }

        text.Histogram("maple_http_request_duration_seconds", "Time until the answer was ready to be sent, by route.");
        foreach ((string method, string route, RouteTraffic traffic) in all)
        {
            IReadOnlyList<long> counts = traffic.Cumulative();
            for (int i = 0; i < counts.Count; i++)
            {
                double bound = i < RouteTraffic.Bounds.Length ? RouteTraffic.Bounds[i] : double.PositiveInfinity;
                text.Sample("_bucket", counts[i], ("method", method), ("route", route), ("le", PrometheusText.Number(bound)));
            }

            text.Sample("_sum", traffic.Seconds, ("method", method), ("route", route));
            text.Sample("_count", counts[^1], ("method", method), ("route", route));
        }

        text.Counter("maple_http_response_bytes_total", "Bytes of answers' bodies, by route.");
        foreach ((string method, string route, RouteTraffic traffic) in all)
            text.Sample(traffic.Bytes, ("method", method), ("route", route));
        text.Counter("maple_http_failures_total", "Requests that were refused or failed, by the word in the answer.");
        foreach (ErrorCode code in Enum.GetValues<ErrorCode>().Where(code => sources.Traffic.Failures(code) > 0))
            text.Sample(sources.Traffic.Failures(code), ("code", code.Word()));

        (int connections, int inFlight) = sources.Load();
        text.Gauge("maple_http_connections", "Open connections.").Sample(connections);
        text.Gauge("maple_http_requests_in_flight", "Requests being worked on; this one is one of them.").Sample(inFlight);
    }

    private void WriteImages(PrometheusText text)
    {
        UploadCounters uploads = sources.Traffic.Uploads;
        text.Counter("maple_uploads_total", "Pictures that came, by what became of them.")
            .Sample(uploads.Stored, ("outcome", "stored")).Sample(uploads.Duplicate, ("outcome", "duplicate")).Sample(uploads.Refused, ("outcome", "refused"));
        text.Counter("maple_upload_bytes_total", "Bytes of the pictures that were stored.").Sample(uploads.Bytes);
        (int running, int waiting) = sources.Processor.Load;
        text.Gauge("maple_images_decoding", "Pictures being decoded.").Sample(running);
        text.Gauge("maple_images_waiting", "Pictures that wait for a decoder.").Sample(waiting);
        text.Counter("maple_cache_requests_total", "Pictures that were looked for in a cache: in memory those that are hot, on the disk sizes made on demand.")
            .Sample(sources.Hot.Hits, ("cache", "memory"), ("outcome", "hit")).Sample(sources.Hot.Misses, ("cache", "memory"), ("outcome", "miss"))
            .Sample(sources.Variants.Hits, ("cache", "disk"), ("outcome", "hit")).Sample(sources.Variants.Misses, ("cache", "disk"), ("outcome", "miss"));
        text.Gauge("maple_variant_cache_bytes", "Disk that sizes made on demand take.").Sample(sources.Variants.Bytes);
    }

    private async Task WriteStoreAsync(PrometheusText text)
    {
        StoreUsage usage = await sources.Store.Usage.OfAllAsync(DateOnly.MaxValue).ConfigureAwait(false);
        int users = (await sources.Store.Users.ListAsync().ConfigureAwait(false)).Count;
        Usage all = usage.Users.Values.Aggregate(default(Usage), (sum, one) => sum + one);
        text.Gauge("maple_store_users", "Users.").Sample(users);
        text.Gauge("maple_store_albums", "Albums.").Sample(usage.Albums);
        text.Gauge("maple_store_images", "Images.").Sample(all.Images);
        text.Gauge("maple_store_image_bytes", "Bytes of the originals.").Sample(all.Bytes);
        text.Gauge("maple_store_database_bytes", "Bytes of the database and its log.").Sample(sources.DatabaseBytes());
        DiskRoom disk = sources.Server.DiskRoom();
        text.Gauge("maple_disk_free_bytes", "Free room on the disk of the pictures.").Sample(disk.Free);
        text.Gauge("maple_disk_size_bytes", "Size of that disk.").Sample(disk.Total);
    }
}
