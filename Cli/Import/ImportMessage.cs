using System.Text.Json.Serialization;
using Maple.Errors;

namespace Maple.Cli.Import;

/// <summary>A picture that is to be taken in; its bytes follow.</summary>
internal sealed record ImportItem
{
    public required string Username { get; init; }

    /// <summary>Null: the default album. Made where there is none.</summary>
    public string? Album { get; init; }

    /// <summary>What it is called, and what its file was.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>When it was taken, or came to where it is from.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>YYYY/MM/NAME</c> of its link elsewhere, which is to go on working; taken if it is free.</summary>
    public string? Stem { get; init; }

    public required long Length { get; init; }
}

internal enum ImportOutcome
{
    Stored,

    /// <summary>The user has the same bytes.</summary>
    Duplicate,

    Refused,
}

/// <param name="English">Why it was refused.</param>
/// <param name="Chinese">The same.</param>
/// <param name="KeepsLink">With the stem that was asked for.</param>
internal sealed record ImportResult(ImportOutcome Outcome, string? English = null, string? Chinese = null, bool KeepsLink = false)
{
    public static ImportResult Refusal(Text why) => new(ImportOutcome.Refused, why.English, why.Chinese);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportItem))]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class ImportJson : JsonSerializerContext;
