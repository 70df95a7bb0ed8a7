using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>What a command sees of the world.</summary>
internal sealed class CommandContext
{
    public required Arguments Arguments { get; init; }
    public required Terminal Terminal { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    public required Language Language { get; init; }

    public CancellationToken Cancellation { get; init; }

    public TextWriter Out => Terminal.Out;
    public TextWriter Error => Terminal.Error;

    /// <summary>Null for a variable that is not set or empty.</summary>
    public string? Variable(string name) => Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The configuration that <c>--config</c>, the environment and the usual places give.</summary>
    /// <exception cref="MapleException"><c>invalid_config</c></exception>
    public LoadedConfig LoadConfig() =>
        new ConfigLoader(Environment, WorkingDirectory).Load(Arguments.Value(SharedOptions.Config));

    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A line of talk, on standard error.</summary>
    public void Say(Text text) => Error.WriteLine($"maple: {text.In(Language)}");
}
