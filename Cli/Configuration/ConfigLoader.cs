using Maple.Errors;

namespace Maple.Cli.Configuration;

/// <summary>Finds, reads and checks the configuration: the file, then the environment on top of it.</summary>
/// <param name="environment">All variables, <c>MAPLE_*</c> or not.</param>
/// <param name="workingDirectory">Absolute.</param>
internal sealed class ConfigLoader(
    IReadOnlyDictionary<string, string> environment, string workingDirectory, string systemFile = ConfigLoader.SystemFile)
{
    public const string FileName = "maple.toml";
    public const string SystemFile = "/etc/maple/maple.toml";

    /// <exception cref="MapleException"><c>invalid_config</c>, with every problem on a line of its own.</exception>
    public LoadedConfig Load(string? named)
    {
        var config = Read(named);
        if (config.Problems.Count == 0)
            return config;
        throw new MapleException(ErrorCode.InvalidConfig, Lines(Language.English), Lines(Language.Chinese));

        string Lines(Language language) => string.Join('\n', config.Problems.Select(p => p.In(language)));
    }

    /// <summary>Never throws for what stands in the configuration; see <see cref="LoadedConfig.Problems"/>.</summary>
    /// <param name="named">The file that <c>--config</c> names, if any.</param>
    public LoadedConfig Read(string? named)
    {
        var problems = new List<ConfigProblem>();
        var options = new MapleOptions();
        var sources = new Dictionary<ConfigKey, ConfigSource>();
        var file = Find(named);
        var path = file is null ? null : Path.GetFullPath(file, workingDirectory);

        var entries = path is null ? [] : TomlFile.Read(path, file!, problems);
        foreach (var entry in entries.Concat(EnvironmentVariables.Read(environment, problems)))
            Apply(entry, ref options, sources, problems);

        options = options with
        {
            Storage = options.Storage with { UploadRoot = Path.GetFullPath(options.Storage.UploadRoot, BaseFolder(path)) },
        };
        return new(options, path, sources, [.. problems.OrderBy(p => p.Source.Origin).ThenBy(p => p.Source.Line)]);
    }

    private string? Find(string? named)
    {
        if (named is not null)
            return named;
        if (environment.GetValueOrDefault("MAPLE_CONFIG") is { Length: > 0 } fromEnvironment)
            return fromEnvironment;
        if (File.Exists(Path.Combine(workingDirectory, FileName)))
            return FileName;
        return File.Exists(systemFile) ? systemFile : null;
    }

    /// <summary>What a relative upload_root counts from. Data doesn't belong under /etc, so there it is the working directory.</summary>
    private string BaseFolder(string? file) =>
        file is null || file == systemFile || file.StartsWith("/etc/", StringComparison.Ordinal)
            ? workingDirectory
            : Path.GetDirectoryName(file)!;

    private static void Apply(
        ConfigEntry entry, ref MapleOptions options, Dictionary<ConfigKey, ConfigSource> sources, List<ConfigProblem> problems)
    {
        var key = ConfigKeys.All.FirstOrDefault(k => k.Section == entry.Section && k.Name == entry.Name);
        if (key is null)
            problems.Add(new(entry.Source, UnknownKey.Explain(entry)));
        else if (entry.Source.Origin == ConfigOrigin.File && sources.TryGetValue(key, out var first))
            problems.Add(new(entry.Source, new(
                $"[{key.Section}] {key.Name}: given before, on line {first.Line}", $"[{key.Section}] {key.Name}：第 {first.Line} 行已经给出")));
        else if (key.Set(ref options, entry.Value) is { } fault)
            problems.Add(new(entry.Source, Explain(key, fault)));
        else
            sources[key] = entry.Source;
    }

    private static Text Explain(ConfigKey key, Fault fault)
    {
        var value = key.IsSecret ? null : TomlValue.Show(fault.Value);
        return DidYouMean.Add(
            new($"[{key.Section}] {key.Name}: {value ?? "the value"} is not {fault.Allowed.English}{Example(" (example: ", ")")}",
                $"[{key.Section}] {key.Name}：{value ?? "该值"} 不是{fault.Allowed.Chinese}{Example("（例如：", "）")}"),
            fault.Nearest);

        string Example(string before, string after) => fault.Example is null ? "" : before + fault.Example + after;
    }
}
