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
}

internal enum AdminAction
{
    List,
    Find,
    CreateUser,

    /// <summary>Makes a new key; the old one stops working at once.</summary>
    ResetKey,

    /// <summary>Ends all of the user's sessions as well.</summary>
    SetPassword,

    /// <summary>Compares rows and files; takes minutes.</summary>
    Check,

    /// <summary>Takes a snapshot of the rows, and keeps their files until the connection ends.</summary>
    Backup,

    /// <summary>What follows goes over <see cref="Import.ImportChannel"/>.</summary>
    Import,
}

/// <summary>The daemon's answer, one line of JSON: accounts, what a check found, a snapshot, or a refusal.</summary>
internal sealed record AdminResponse
{
    public IReadOnlyList<Account> Accounts { get; init; } = [];
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
