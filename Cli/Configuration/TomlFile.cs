using System.Text;
using Maple.Errors;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Maple.Cli.Configuration;

/// <summary>
/// Reads a TOML file into entries with their lines. It walks Tomlyn's syntax tree rather than a model, for only the tree knows lines
/// and keeps on reading behind an error.
/// </summary>
internal static class TomlFile
{
    // A configuration of every key with its comments has some 6 KB.
    private const long LargestFile = 1 << 20;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="name">What the file is called in messages.</param>
    public static IReadOnlyList<ConfigEntry> Read(string path, string name, List<ConfigProblem> problems)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                problems.Add(new(ConfigSource.File(name, 0), new("larger than 1 MB: not a configuration file", "大于 1 MB：不是配置文件")));
            else
                return Parse(File.ReadAllText(path, s_strictUtf8), name, problems);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new(ConfigSource.File(name, 0), new("not UTF-8: save it in that encoding", "不是 UTF-8 编码：请以 UTF-8 保存")));
        }
        catch (FileNotFoundException)
        {
            problems.Add(Missing(name));
        }
        catch (DirectoryNotFoundException)
        {
            problems.Add(Missing(name));
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add(Directory.Exists(path)
                ? new(ConfigSource.File(name, 0), new("a folder, not a file", "是目录，不是文件"))
                : new(ConfigSource.File(name, 0), new("no permission to read it", "没有读取权限")));
        }
        catch (IOException e)
        {
            problems.Add(new(ConfigSource.File(name, 0), new($"cannot be read: {e.Message}", $"无法读取：{e.Message}")));
        }
        return [];
    }

    public static IReadOnlyList<ConfigEntry> Parse(string toml, string name, List<ConfigProblem> problems)
    {
        DocumentSyntax document;
        try
        {
            // Not validated: that would quote a key given twice with its value, which may be a secret. The loader looks for repetitions.
            // Tomlyn 2.10 fails on an escape that the end of the text cuts off, so a line's end comes first.
            document = SyntaxParser.Parse(toml + '\n', name, validate: false);
        }
        catch (TomlException)
        {
            problems.Add(new(ConfigSource.File(name, 0), new("not valid TOML: nested more than 64 levels deep", "不是有效的 TOML：嵌套超过 64 层")));
            return [];
        }

        // The first complaint about a line is the cause; the rest follow from it.
        var broken = new HashSet<int>();
        var last = toml.AsSpan().Count('\n') + 1;
        foreach (var diagnostic in document.Diagnostics)
        {
            var line = Math.Min(diagnostic.Span.Start.Line + 1, last);
            if (broken.Add(line))
                problems.Add(new(ConfigSource.File(name, line),
                    new($"not valid TOML: {diagnostic.Message}", $"不是有效的 TOML：{diagnostic.Message}")));
        }

        var entries = new List<ConfigEntry>();
        Collect([], document.KeyValues);
        foreach (var table in document.Tables)
            if (table.Name is not null)
                Collect(Path(table.Name), table.Items);
        return entries;

        void Collect(string[] prefix, IEnumerable<KeyValueSyntax> pairs)
        {
            foreach (var pair in pairs)
            {
                var line = pair.Span.Start.Line + 1;
                if (pair.Key is null || pair.Value is null || broken.Contains(line))
                    continue;
                string[] path = [.. prefix, .. Path(pair.Key)];
                if (pair.Value is InlineTableSyntax inline)
                    Collect(path, inline.Items.Select(i => i.KeyValue).OfType<KeyValueSyntax>());
                else
                    entries.Add(new(path.Length > 1 ? path[0] : "", string.Join('.', path.Length > 1 ? path[1..] : path),
                        Value(pair.Value), ConfigSource.File(name, line)));
            }
        }
    }

    private static ConfigProblem Missing(string name) =>
        new(ConfigSource.File(name, 0), new("there is no such file; 'maple init' writes one", "没有这个文件；用 maple init 可生成"));

    private static string[] Path(KeySyntax key) => [Part(key.Key), .. key.DotKeys.Select(d => Part(d.Key))];

    private static string Part(BareKeyOrStringValueSyntax? key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private static object Value(ValueSyntax value) => value switch
    {
        StringValueSyntax text => text.Value ?? "",
        IntegerValueSyntax number => number.Value,
        BooleanValueSyntax flag => flag.Value,
        FloatValueSyntax number => number.Value,
        ArraySyntax array => array.Items.Select(i => i.Value).OfType<ValueSyntax>().Select(Value).ToList(),
        _ => new OtherToml(value.ToString().Trim()),
    };
}
