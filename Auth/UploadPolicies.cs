using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Maple.Errors;
using Maple.Storage;

namespace Maple.Auth;

/// <summary>What a maker says of a policy.</summary>
/// <param name="Kinds">As <see cref="UploadPolicy.Kinds"/>.</param>
internal sealed record NewPolicy(long AlbumId, DateTimeOffset ExpiresAt, long? MaxBytes = null, string? Kinds = null, int? Files = null);

/// <summary>
/// Upload policies: tokens that say what they allow and are signed like keys. The store keeps whether a policy is still good, and how often it was used; a
/// policy is worth no more than the key that made it, and ends with it.
/// </summary>
internal sealed class UploadPolicies(Purposes purposes, IPolicyStore policies, ApiKeys keys, TimeProvider time)
{
    /// <summary>Unless another time is asked for.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(7);

    /// <summary>A year: its row is kept that long.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    // As many bits as a session's id has.
    private const int IdBytes = 16;

    public string Token(UploadPolicy policy)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, policy.Id);
            writer.WriteNumber("key"u8, policy.KeyId);
            writer.WriteNumber("album"u8, policy.AlbumId);
            if (policy.MaxBytes is { } bytes)
                writer.WriteNumber("max_bytes"u8, bytes);
            if (policy.Kinds is { } kinds)
                writer.WriteString("kinds"u8, kinds);
            if (policy.Files is { } files)
                writer.WriteNumber("files"u8, files);
            writer.WriteNumber("until"u8, policy.ExpiresAt.ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        return purposes.UploadPolicy.Dump(json.WrittenSpan, policy.IssuedAt);
    }

    /// <exception cref="MapleException"><c>invalid_parameter</c></exception>
    public void CheckEnd(DateTimeOffset expiresAt)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (expiresAt <= now || expiresAt > now + MaxLifetime)
            throw BadTime();
    }

    /// <summary>The key that vouches for a policy: the one that makes it, or else the user's default key.</summary>
    /// <exception cref="MapleException"><c>key_not_found</c></exception>
    public async Task<long> MakerAsync(long userId, long? keyId, CancellationToken cancellation = default) => keyId ?? (await keys.DefaultAsync(userId, cancellation)).Id;

    /// <param name="userId">Whose album the pictures go to.</param>
    /// <param name="keyId">The key that makes it; null: the user's default key.</param>
    /// <param name="wanted">The limits.</param>
    /// <param name="cancellation">Of the wait.</param>
    /// <exception cref="MapleException"><c>invalid_parameter</c>, <c>album_not_found</c>, <c>key_not_found</c>, <c>too_many_policies</c></exception>
    public async Task<UploadPolicy> AddAsync(long userId, long? keyId, NewPolicy wanted, CancellationToken cancellation = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        CheckEnd(wanted.ExpiresAt);
        var policy = new UploadPolicy
        {
            // On the command line what begins with a hyphen is an option.
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)).Replace('-', '_'),
            UserId = userId,
            KeyId = await MakerAsync(userId, keyId, cancellation),
            AlbumId = wanted.AlbumId,
            MaxBytes = wanted.MaxBytes,
            Kinds = wanted.Kinds,
            Files = wanted.Files,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            ExpiresAt = wanted.ExpiresAt,
        };
        await policies.AddAsync(policy, cancellation);
        return policy;
    }

    /// <summary>A token of ours, whether or not it is still good; null for anything else.</summary>
    public bool IsOurs(string token) => IdOf(token) is not null;

    /// <summary>The policy and who vouches for it; null when it has expired, was revoked, or its maker's key or account is worth nothing any more.</summary>
    public async Task<PolicyHolder?> FindAsync(string token, CancellationToken cancellation = default)
    {
        if (IdOf(token) is not { } signed
            || await policies.FindAsync(signed.Id, cancellation) is not { } policy
            || policy.IssuedAt != signed.At
            || await keys.FindHolderAsync(policy.KeyId, cancellation) is not { } maker
            || !maker.Key.Scopes.HasFlag(Scopes.Upload))
            return null;
        return new PolicyHolder(maker.User, policy);
    }

    /// <summary>
    /// Room for one file, taken before it is stored, so that those who come at once don't get more than there is. It is given back unless the file was kept.
    /// </summary>
    /// <exception cref="MapleException"><c>file_too_large</c>, <c>policy_used_up</c></exception>
    public async Task<PolicyRoom> EnterAsync(UploadPolicy policy, long bytes)
    {
        if (policy.MaxBytes is { } most && bytes > most)
            throw TooLarge(bytes, most);
        if (policy.Files is null)
            return new PolicyRoom(null, policy.Id);
        return await policies.TakeAsync(policy.Id) ? new PolicyRoom(policies, policy.Id) : throw UsedUp();
    }

    public Task<IReadOnlyList<UploadPolicy>> ListAsync(long userId, CancellationToken cancellation = default) => policies.ListAsync(userId, cancellation);

    /// <summary>Revokes it: it is worth nothing from now on.</summary>
    /// <exception cref="MapleException"><c>policy_not_found</c></exception>
    public async Task<UploadPolicy> RemoveAsync(long userId, string id, CancellationToken cancellation = default) =>
        await policies.RemoveAsync(userId, id, cancellation) ?? throw NotFound();

    public static MapleException UsedUp() => new(
        ErrorCode.PolicyUsedUp,
        "As many pictures as this upload policy allows have been sent. Ask for another one.",
        "该上传策略允许的图片数量已用完。请索取新的上传策略。");

    public static MapleException TooLarge(long bytes, long most) => new(
        ErrorCode.FileTooLarge,
        $"The file has {bytes} bytes, and this upload policy allows {most}. Send a smaller one.",
        $"文件有 {bytes} 字节，超过了该上传策略允许的 {most} 字节。请换一个较小的文件。");

    private (string Id, DateTimeOffset At)? IdOf(string token)
    {
        LoadedToken loaded = purposes.UploadPolicy.Load(token);
        if (!loaded.IsValid)
            return null;
        using JsonDocument document = JsonDocument.Parse(loaded.Json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("id"u8, out JsonElement id) && id.ValueKind == JsonValueKind.String
            ? (id.GetString()!, loaded.SignedAt)
            : null;
    }

    private static MapleException NotFound() => new(
        ErrorCode.PolicyNotFound, "You have no such upload policy. GET /api/policies lists yours.", "没有这个上传策略。GET /api/policies 可列出你的上传策略。");

    private static MapleException BadTime() => new(
        ErrorCode.InvalidParameter,
        $"A policy ends in the future, within {MaxLifetime.Days} days.",
        $"上传策略的到期时间须在将来 {MaxLifetime.Days} 天以内。")
    { Parameter = "expires_at" };
}

/// <summary>A policy that is good now, and the user in whose name it lets others upload.</summary>
internal sealed record PolicyHolder(User User, UploadPolicy Policy);
