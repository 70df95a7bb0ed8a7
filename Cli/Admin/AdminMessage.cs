using System.Text.Json;
using System.Text.Json.Serialization;
using Maple.Errors;
using Maple.Storage.Maintenance;

namespace Maple.Cli.Admin;

/// <summary>What a command asks of a store, either on the daemon's socket, as one line of JSON, or on the store itself.</summary>
internal sealed record AdminRequest(AdminAction Action)
{
    /// <summary>Null: the only user there is.</summary>
    public string? Username { get; init; }

    public string? PasswordHash { get; init; }
    public NewAccount? Account { get; init; }
    public CheckWish? Check { get; init; }
    public KeyWish? Key { get; init; }
    public PolicyWish? Policy { get; init; }
    public IReadOnlyList<AlbumWish> Albums { get; init; } = [];
}

/// <summary>An album to be there.</summary>
/// <param name="Description">What it gets where it has none.</param>
internal sealed record AlbumWish(string Name, string Description);

/// <summary>A key to be made, or to be revoked by its name or id.</summary>
/// <param name="Album">By name or id.</param>
internal sealed record KeyWish(string Name, string? Scopes = null, string? Album = null, DateTimeOffset? ExpiresAt = null);

/// <param name="Token">What is sent as the key.</param>
/// <param name="Album">By name; its id where it is gone.</param>
internal sealed record KeyEntry(
    long Id, string Name, string Token, string Scopes, string? Album, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? UsedAt);

/// <summary>An upload policy to be made, or to be revoked by its id.</summary>
/// <param name="Album">By name or id; made if there is none.</param>
internal sealed record PolicyWish(
    string? Id = null, string? Album = null, long? MaxBytes = null, string? Kinds = null, int? Files = null, DateTimeOffset? ExpiresAt = null);

/// <param name="Token">What is sent as the key.</param>
internal sealed record PolicyEntry(
    string Id, string Token, string Album, long? MaxBytes, string? Kinds, int? Files, int Used, DateTimeOffset ExpiresAt);

internal enum AdminAction
{
    List,
    Find,
    CreateUser,

    /// <summary>Makes a new key; the old one stops working at once.</summary>
    ResetKey,

    ListKeys,
    CreateKey,

    /// <summary>It stops working at once.</summary>
    RevokeKey,

    ListPolicies,
    CreatePolicy,
    RevokePolicy,

    /// <summary>Those that are not there yet.</summary>
    AddAlbums,

    /// <summary>Ends all of the user's sessions as well.</summary>
    SetPassword,

    /// <summary>Compares rows and files; takes minutes.</summary>
    Check,

    /// <summary>Takes a snapshot of the rows, and keeps their files until the connection ends.</summary>
    Backup,

    /// <summary>What follows goes over <see cref="Import.ImportChannel"/>.</summary>
    Import,
}

/// <summary>The daemon's answer, one line of JSON: accounts, keys, what a check found, a snapshot, or a refusal.</summary>
internal sealed record AdminResponse
{
    public IReadOnlyList<Account> Accounts { get; init; } = [];
    public IReadOnlyList<KeyEntry> Keys { get; init; } = [];
    public IReadOnlyList<PolicyEntry> Policies { get; init; } = [];
    public CheckReport? Check { get; init; }
    public AdminSnapshot? Snapshot { get; init; }
    public AdminRefusal? Refusal { get; init; }
}

/// <param name="File">A copy of the database, absolute; the daemon removes it.</param>
internal sealed record AdminSnapshot(string File, DateTimeOffset TakenAt);

internal sealed record AdminRefusal(ErrorCode Code, string English, string Chinese);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AdminRequest))]
[JsonSerializable(typeof(AdminResponse))]
internal sealed partial class AdminJson : JsonSerializerContext;
