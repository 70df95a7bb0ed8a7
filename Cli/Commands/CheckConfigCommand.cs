using System.Text.Json;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class CheckConfigCommand : Command
{
    private const string Mask = "********";

    public override string Name => "check-config";
    public override Text Summary => new("Shows the configuration in force and what is wrong or unsafe in it", "显示生效的配置及其中的错误和隐患");

    public override Text Details => new(
        "Prints every key with the place its value comes from; the output is TOML again. Secrets are masked.\n"
            + "The exit code is 78 when there are errors; what is only unsafe leaves it 0.",
        "显示每一项的值及其来源；输出本身也是 TOML。密钥不会显示。\n"
            + "有错误时退出码为 78；仅有隐患时为 0。");

    public override IReadOnlyList<Option> Options => [SharedOptions.Config, SharedOptions.Json];

    public override IReadOnlyList<Example> Examples =>
    [
        new("check-config", "the configuration that 'maple serve' would use here", "在此处运行 maple serve 时使用的配置"),
        new("check-config --config new.toml && systemctl restart maple", "restart only with a file that is sound", "文件无误才重启"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        var config = new ConfigLoader(context.Environment, context.WorkingDirectory).Read(context.Arguments.Value(SharedOptions.Config));
        var isSound = config.Problems.Count == 0;
        var findings = isSound ? UnsafeSetting.All.Where(s => s.AppliesTo(config)).ToList() : [];

        if (context.Arguments.Has(SharedOptions.Json))
            JsonOutput.Write(context.Out, json => WriteJson(json, config, findings, context.Language));
        else if (isSound)
            WriteToml(context, config, findings);
        else
            foreach (var problem in config.Problems)
                context.Error.WriteLine(problem.In(context.Language));
        return Task.FromResult(isSound ? ExitCode.Ok : ExitCode.Config);
    }

    private static void WriteToml(CommandContext context, LoadedConfig config, List<UnsafeSetting> findings)
    {
        context.Out.WriteLine($"# {config.File ?? new Text("no file: defaults and environment", "没有配置文件：默认值和环境变量").In(context.Language)}");
        var rows = ConfigKeys.All.Select(key => (Key: key, Line: Line(key, config.Options))).ToList();
        // Long lists must not push every source to the right.
        var width = rows.Max(r => r.Line.Length > 60 ? 0 : r.Line.Length);
        foreach (var section in ConfigKeys.Sections)
        {
            context.Out.WriteLine($"\n[{section}]");
            foreach (var (key, line) in rows.Where(r => r.Key.Section == section))
                context.Out.WriteLine($"{line.PadRight(width)}  # {config.SourceOf(key)}");
        }
        if (findings.Count > 0)
            context.Out.WriteLine();
        foreach (var finding in findings)
            context.Out.WriteLine($"# {new Text("unsafe: ", "隐患：").In(context.Language)}{finding.Message.In(context.Language)}");
    }

    private static string Line(ConfigKey key, MapleOptions options) =>
        Shown(key, options) is { } value ? $"{key.Name} = {TomlValue.Show(value)}" : $"# {key.Name} =";

    private static object? Shown(ConfigKey key, MapleOptions options) => key.Get(options) switch
    {
        string when key.IsSecret => Mask,
        IReadOnlyList<object> secrets when key.IsSecret => secrets.Select(object (_) => Mask).ToList(),
        var value => value,
    };

    private static void WriteJson(Utf8JsonWriter json, LoadedConfig config, List<UnsafeSetting> findings, Language language)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", config.Problems.Count == 0);
        json.WriteString("file", config.File);
        json.WriteStartArray("keys");
        foreach (var key in ConfigKeys.All)
        {
            json.WriteStartObject();
            json.WriteString("section", key.Section);
            json.WriteString("key", key.Name);
            json.WritePropertyName("value");
            WriteValue(json, Shown(key, config.Options));
            json.WriteString("source", config.SourceOf(key).ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in config.Problems)
        {
            json.WriteStartObject();
            json.WriteString("source", problem.Source.ToString());
            json.WriteString("message", problem.Message.In(language));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("unsafe");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("message", finding.Message.In(language));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case long number: json.WriteNumberValue(number); break;
            case IReadOnlyList<object> list:
                json.WriteStartArray();
                foreach (var item in list)
                    WriteValue(json, item);
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }
}
