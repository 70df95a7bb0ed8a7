using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Maple.Errors;

namespace Maple.Http.Handlers.Upload;

/// <summary>
/// Uploads that name themselves (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header): one that comes again, since its answer was lost, gets the answer
/// that the first one got. In memory: after a restart the rule that the same bytes are stored once answers with the same image.
/// </summary>
internal sealed class RepeatedUploads(TimeProvider time)
{
    /// <summary>The draft leaves it to the server; clients that still try after a day have other troubles.</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(24);

    /// <summary>An answer about one picture has 1.5 KB: 6 MB, ...</summary>
    private const int MaxAnswers = 4_096;

    /// <summary>... and 32 MB at most, of uploads of many.</summary>
    private const long MaxBytes = 32 << 20;

    /// <summary>A UUID has 36.</summary>
    private const int MaxKey = 255;

    private readonly Lock _lock = new();
    private readonly Dictionary<Name, Entry> _entries = [];
    private readonly Queue<(Name Name, Entry Entry)> _order = [];
    private long _bytes;

    /// <summary>The answer to this request, or to the one before it that it repeats; a second one at the same time waits for the first.</summary>
    /// <param name="work">Receives nothing more: what came is in <paramref name="pictures"/>.</param>
    /// <exception cref="MapleException"><c>invalid_parameter</c>, <c>idempotency_key_reused</c>, and what the work throws.</exception>
    public async Task<Response> AnswerAsync(Exchange exchange, IncomingPictures pictures, Func<Task<Response>> work)
    {
        if (exchange.Request.Header("Idempotency-Key") is not { } key)
            return await work().ConfigureAwait(false);
        if (key.Length is 0 or > MaxKey)
            throw Parameters.Invalid("Idempotency-Key", key, new Text($"a text of 1 to {MaxKey} characters", $" 1 到 {MaxKey} 个字符的文本"));
        var name = new Name(exchange.Caller!.User.Id, exchange.Caller.Grant.KeyId, exchange.Caller.Grant.Policy?.Id, key);
        string fingerprint = Fingerprint(exchange, pictures);
        while (true)
        {
            (Entry entry, bool isFirst) = Find(name, fingerprint);
            if (isFirst)
                return await WorkAsync(name, entry, work).ConfigureAwait(false);
            if (entry.Fingerprint != fingerprint)
                throw Reused(key);
            // Null: the first one failed, and this one tries again.
            if (await entry.Answer.Task.ConfigureAwait(false) is { } answer)
                return answer.Again().With("Idempotent-Replayed", "true");
        }
    }

    private (Entry Entry, bool IsFirst) Find(Name name, string fingerprint)
    {
        lock (_lock)
        {
            Trim();
            if (_entries.TryGetValue(name, out Entry? known))
                return (known, false);
            var entry = new Entry(fingerprint, time.GetUtcNow() + s_lifetime);
            _entries.Add(name, entry);
            _order.Enqueue((name, entry));
            return (entry, true);
        }
    }

    private async Task<Response> WorkAsync(Name name, Entry entry, Func<Task<Response>> work)
    {
        KeptAnswer? kept = null;
        try
        {
            Response response = await work().ConfigureAwait(false);
            // What the server failed at is worth another try.
            if (response is { Status: < HttpStatusCode.InternalServerError, Body: BytesBody body })
                kept = new KeptAnswer(response.Status, [.. response.Headers], body.Bytes, response.ErrorWord);
            return response;
        }
        finally
        {
            lock (_lock)
            {
                if (kept is null)
                    Forget(name, entry);
                else
                    _bytes += entry.Bytes = kept.Body.Length;
            }

            entry.Answer.SetResult(kept);
        }
    }

    /// <summary>The oldest go, when they are too old or too many.</summary>
    private void Trim()
    {
        while (_order.TryPeek(out (Name Name, Entry Entry) oldest)
            && (oldest.Entry.ExpiresAt <= time.GetUtcNow() || _order.Count > MaxAnswers || _bytes > MaxBytes))
        {
            _order.Dequeue();
            Forget(oldest.Name, oldest.Entry);
        }
    }

    private void Forget(Name name, Entry entry)
    {
        if (_entries.TryGetValue(name, out Entry? known) && known == entry)
            _entries.Remove(name);
        _bytes -= entry.Bytes;
        entry.Bytes = 0;
    }

    /// <summary>Of what was sent: where to, which fields and which files.</summary>
    private static string Fingerprint(Exchange exchange, IncomingPictures pictures)
    {
        var text = new StringBuilder().Append(exchange.Request.RawTarget);
        foreach ((string name, string value) in pictures.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            text.Append('\0').Append(name).Append('\0').Append(value);
        foreach (ReceivedFile file in pictures.Files)
            text.Append('\0').Append(file.FileName).Append('\0').Append(file.Sha256);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static MapleException Reused(string key) => new(
        ErrorCode.IdempotencyKeyReused,
        string.Create(CultureInfo.InvariantCulture, $"The Idempotency-Key '{Parsing.Excerpt.Of(key)}' was used with another request. Use a new one for each upload."),
        string.Create(CultureInfo.InvariantCulture, $"Idempotency-Key“{Parsing.Excerpt.Of(key)}”已用于另一个请求。每次上传请使用新的值。"));

    /// <summary>Each credential has its own: what an answer says of an image may be more than another may know.</summary>
    private readonly record struct Name(long UserId, long? KeyId, string? PolicyId, string Key);

    private sealed class Entry(string fingerprint, DateTimeOffset expiresAt)
    {
        public string Fingerprint => fingerprint;
        public DateTimeOffset ExpiresAt => expiresAt;
        public TaskCompletionSource<KeptAnswer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public long Bytes { get; set; }
    }

    private sealed record KeptAnswer(HttpStatusCode Status, KeyValuePair<string, string>[] Headers, ReadOnlyMemory<byte> Body, string? ErrorWord)
    {
        /// <summary>A response of its own, since others add headers to it.</summary>
        public Response Again()
        {
            Response response = Response.Bytes(Status, "", Body, ErrorWord);
            response.Headers.Clear();
            response.Headers.AddRange(Headers);
            return response;
        }
    }
}
