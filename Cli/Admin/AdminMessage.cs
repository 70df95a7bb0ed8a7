using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maple.Cli.Admin;

/// <summary>What a command asks of the running daemon: one line of JSON on its socket.</summary>
internal sealed record AdminRequest(AdminAction Action)
{
    public string? Username { get; init; }
    public string? Password { get; init; }
    public NewAccount? Account { get; init; }
}

internal enum AdminAction
{
    CreateUser,
    Find,
    ResetKey,
    List,
    SetPassword,
}

/// <summary>The daemon's answer, one line of JSON: accounts, or a refusal.</summary>
internal sealed record AdminResponse
{
    public IReadOnlyList<Account> Accounts { get; init; } = [];
    public AdminRefusal? Refusal { get; init; }
}

internal sealed record AdminRefusal(Errors.ErrorCode Code, string English, string Chinese);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AdminRequest))]
[JsonSerializable(typeof(AdminResponse))]
internal sealed partial class AdminJson : JsonSerializerContext;

/// <summary>Accounts as scripts read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(IReadOnlyList<Account>))]
internal sealed partial class AccountJson : JsonSerializerContext;
