using System.Text;
using Maple.Cli.Configuration;
using Maple.Errors;
using Maple.Fuzz.Engine;

namespace Maple.Fuzz.Targets;

/// <summary>The loader of maple.toml: it never throws, names lines that there are, and says each problem in both languages.</summary>
internal sealed class ConfigTarget() : Target("config"), IDisposable
{
    private readonly string _path = $"/dev/shm/maple-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}.toml";

    public override int MaxLength => 512;

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. ConfigKeys.All.Select(key => Encoding.UTF8.GetBytes($"{key.Name} = ")),
        .. ConfigKeys.Sections.Select(section => Encoding.UTF8.GetBytes($"[{section}]\n")),
        .. Pieces.Of("\n", "\r\n", "=", "\"", "\"\"\"", "'''", "[", "]", "[[", "]]", "{", "}", ",", "#", ".", "\\", "\\u0000", "\\U0001F341", "true", "false", "0x7FFFFFFFFFFFFFFF", "-1", "1e999", "nan", "inf", "1979-05-27",
            "07:32:00", "\"10MB\"", "\"1h\"", "\"10.0.0.0/8\"", "[\"png\"]", "\xff", "\0", "\x1b", "\xef\xbb\xbf", new string('[', 70)),
    ];

    // Tomlyn's syntax tree keeps every token with its trivia.
    public override long MayAllocate(int length) => (512 << 10) + 4096L * length;

    public override string? Check(byte[] input)
    {
        File.WriteAllBytes(_path, input);
        LoadedConfig config = new ConfigLoader(new Dictionary<string, string>(), "/", "/dev/shm/no-such-file").Read(_path);
        int lines = 1 + input.AsSpan().Count((byte)'\n') + input.AsSpan().Count((byte)'\r');
        foreach (ConfigProblem problem in config.Problems)
        {
            Finding.Unless(problem.Source.Line >= 0 && problem.Source.Line <= lines, $"line {problem.Source.Line} of {lines}");
            string english = problem.In(Language.English);
            Finding.Unless(english.Length > _path.Length && problem.In(Language.Chinese).Length > _path.Length, "a problem without words");
            Finding.Unless(!english.Any(char.IsControl), $"a control character in: {english}");
        }

        return null;
    }

    public void Dispose() => File.Delete(_path);
}
