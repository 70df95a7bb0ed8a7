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

    /// <summary>Of all answers: some 13,000 about one picture, which have 1.5 KB and what is around them.</summary>
    private const long MaxBytes = 32 << 20;

    /// <summary>Of one credential's answers, so that others keep theirs: some 3,000.</summary>
    private const long MaxShare = 8 << 20;

    /// <summary>Around an answer: key, fingerprint, headers.</summary>
    private const int Overhead = 1 << 10;

    /// <summary>A UUID has 36.</summary>
    private const int MaxKey = 255;

    private readonly Lock _lock = new();
    private readonly Dictionary<Name, Entry> _entries = [];
    private readonly LinkedList<Entry> _order = [];
    private readonly Dictionary<Credential, long> _shares = [];
    private long _bytes;

    /// <summary>The answer to this request, or to the one before it that it repeats; a second one at the same time waits for the first.</summary>
    /// <param name="work">Receives nothing more from the client: what came is in <paramref name="pictures"/>. It fetches what the URLs among them name.</param>
    /// <exception cref="MapleException"><c>invalid_parameter</c>, <c>idempotency_key_reused</c>, and what the work throws.</exception>
    public async Task<Response> AnswerAsync(Exchange exchange, IncomingPictures pictures, Func<Task<Response>> work)
    {
        if (KeyOf(exchange) is not { } key)
            return await work().ConfigureAwait(false);
        if (key.Length is 0 or > MaxKey)
            throw Parameters.Invalid("Idempotency-Key", key, new Text($"a text of 1 to {MaxKey} characters", $" 1 到 {MaxKey} 个字符的文本"));
        var name = new Name(new(exchange.Caller!.User.Id, exchange.Caller.Grant.KeyId, exchange.Caller.Grant.Policy?.Id), key);
        string fingerprint = Fingerprint(exchange, pictures);
        while (true)
        {
            (Entry entry, bool isFirst) = Find(name, fingerprint);
            if (isFirst)
                return await WorkAsync(entry, work).ConfigureAwait(false);
            if (entry.Fingerprint != fingerprint)
                throw Reused(key);
            // Null: the first one failed, and this one tries again.
            if (await entry.Answer.Task.ConfigureAwait(false) is { } answer)
                return answer.Again().With("Idempotent-Replayed", "true");
        }
    }

    /// <summary>What a request calls itself; null: it does not say, and is no repeat of any other.</summary>
    public static string? KeyOf(Exchange exchange) => exchange.Request.Header("Idempotency-Key");

    private (Entry Entry, bool IsFirst) Find(Name name, string fingerprint)
    {
        lock (_lock)
        {
            Trim(name.Credential);
            if (_entries.TryGetValue(name, out Entry? known))
                return (known, false);
            var entry = new Entry(name, fingerprint, time.GetUtcNow() + s_lifetime);
            _entries.Add(name, entry);
            _order.AddLast(entry.Place);
            Count(entry, Overhead);
            return (entry, true);
        }
    }

    private async Task<Response> WorkAsync(Entry entry, Func<Task<Response>> work)
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
                entry.IsPending = false;
                if (kept is null)
                    Forget(entry);
                else
                    Count(entry, kept.Body.Length);
            }

            entry.Answer.SetResult(kept);
        }
    }

    /// <summary>The oldest go, when they are too old or too many: those of the credential that has too many, or the most. Who is at work stays.</summary>
    private void Trim(Credential credential)
    {
        while (_order.First is { Value: { IsPending: false } oldest } && oldest.ExpiresAt <= time.GetUtcNow())
            Forget(oldest);
        while (_shares.GetValueOrDefault(credential) > MaxShare && OldestOf(credential) is { } own)
            Forget(own);
        while (_bytes > MaxBytes && OldestOf(_shares.MaxBy(share => share.Value).Key) is { } other)
            Forget(other);
    }

    private Entry? OldestOf(Credential credential) => _order.FirstOrDefault(entry => !entry.IsPending && entry.Name.Credential == credential);

    private void Count(Entry entry, long bytes)
    {
        entry.Bytes += bytes;
        _bytes += bytes;
        long share = _shares.GetValueOrDefault(entry.Name.Credential) + bytes;
        if (share > 0)
            _shares[entry.Name.Credential] = share;
        else
            _shares.Remove(entry.Name.Credential);
    }

    private void Forget(Entry entry)
    {
        _entries.Remove(entry.Name);
        _order.Remove(entry.Place);
        Count(entry, -entry.Bytes);
    }

    /// <summary>Of what was sent: where to, which fields, which files, and where more are to be had.</summary>
    private static string Fingerprint(Exchange exchange, IncomingPictures pictures)
    {
        var text = new StringBuilder().Append(exchange.Request.RawTarget);
        foreach ((string name, string value) in pictures.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            text.Append('\0').Append(name).Append('\0').Append(value);
        foreach (ReceivedFile file in pictures.Files)
            text.Append('\0').Append(file.FileName).Append('\0').Append(file.Sha256);
        foreach (string url in pictures.Urls)
            text.Append("\0url\0").Append(url);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static MapleException Reused(string key) => new(
        ErrorCode.IdempotencyKeyReused,
        string.Create(CultureInfo.InvariantCulture, $"The Idempotency-Key '{Parsing.Excerpt.Of(key)}' was used with another request. Use a new one for each upload."),
        string.Create(CultureInfo.InvariantCulture, $"Idempotency-Key“{Parsing.Excerpt.Of(key)}”已用于另一个请求。每次上传请使用新的值。"));

    /// <summary>Each has its own names: what an answer says of an image may be more than another may know.</summary>
    private readonly record struct Credential(long UserId, long? KeyId, string? PolicyId);

    private readonly record struct Name(Credential Credential, string Key);

    private sealed class Entry
    {
        public Entry(Name name, string fingerprint, DateTimeOffset expiresAt)
        {
            (Name, Fingerprint, ExpiresAt) = (name, fingerprint, expiresAt);
            Place = new(this);
        }

        public Name Name { get; }
        public string Fingerprint { get; }
        public DateTimeOffset ExpiresAt { get; }
        public LinkedListNode<Entry> Place { get; }
        public TaskCompletionSource<KeptAnswer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool IsPending { get; set; } = true;
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
