namespace Maple.Http.Handlers.Admin;

/// <summary>What administrators are told of the running process.</summary>
/// <param name="DiskRoom">Of the pictures' disk.</param>
/// <param name="Settings">The configuration in force; secrets are masked already.</param>
internal sealed record ServerFacts(string Version, DateTimeOffset StartedAt, Func<DiskRoom> DiskRoom, IReadOnlyList<Setting> Settings);

/// <summary>In bytes.</summary>
internal readonly record struct DiskRoom(long Free, long Total);

/// <param name="Value">As it would stand in the file; null when not set.</param>
/// <param name="Source"><c>default</c>, a file with its line, or an environment variable.</param>
internal sealed record Setting(string Section, string Key, string? Value, string? Default, string Source);
