using Maple.Auth;
using Maple.Cli.CommandLine;
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

    private static readonly Text s_halfTls = new(
        "[server] tls_cert and tls_key go together: set both, or neither", "[server] tls_cert 与 tls_key 必须同时设置或都不设置");

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
        // Last, for debug may stand anywhere.
        if (!options.Debug)
            problems.AddRange(sources.Where(s => IsWeakSecret(s.Key, options)).Select(s => Weak(s.Key, s.Value)));

        options = options with
        {
            Storage = options.Storage with { UploadRoot = Path.GetFullPath(options.Storage.UploadRoot, BaseFolder(path)) },
            Server = options.Server with { TlsCert = Beside(path, options.Server.TlsCert), TlsKey = Beside(path, options.Server.TlsKey) },
        };
        if (options.Server.TlsCert is null != options.Server.TlsKey is null)
            problems.Add(new(sources.First(s => s.Key.Name is "tls_cert" or "tls_key").Value, s_halfTls));
        problems.AddRange(OpenSecrets.Find(new(options, path, sources, problems)));
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

    private string? Beside(string? file, string? path) =>
        path is null ? null : Path.GetFullPath(path, file is null ? workingDirectory : Path.GetDirectoryName(file)!);

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

    private static bool IsWeakSecret(ConfigKey key, MapleOptions options) => key.IsSecret && key.Get(options) switch
    {
        string secret => SecretKey.IsWeak(secret),
        IReadOnlyList<object> secrets => secrets.OfType<string>().Any(SecretKey.IsWeak),
        _ => false,
    };

    private static ConfigProblem Weak(ConfigKey key, ConfigSource source) => new(source, new(
        $"[{key.Section}] {key.Name}: a secret that is easy to guess; use at least {SecretKey.MinLength} random characters "
            + "(openssl rand -base64 32), or leave it out and maple makes one",
        $"[{key.Section}] {key.Name}：密钥太容易被猜到；请使用至少 {SecretKey.MinLength} 个随机字符（openssl rand -base64 32），或者不设置，由 maple 自动生成"));

    private static Text Explain(ConfigKey key, Fault fault)
    {
        var value = key.IsSecret ? null : TomlValue.Show(fault.Value);
        return Suggestion.Add(
            new($"[{key.Section}] {key.Name}: {value ?? "the value"} is not {fault.Allowed.English}{Example(" (example: ", ")")}",
                $"[{key.Section}] {key.Name}：{value ?? "该值"} 不是{fault.Allowed.Chinese}{Example("（例如：", "）")}"),
            fault.Nearest);

        string Example(string before, string after) => fault.Example is null ? "" : before + fault.Example + after;
    }
}
