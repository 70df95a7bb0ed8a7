using System.Text.RegularExpressions;
using Maple.Errors;
using Maple.Tests.Support;

namespace Maple.Tests;

/// <summary>What docs/architecture.md says of the house, seen in its sources.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] s_sources = [.. Repository.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>maple itself: code alone, without comments and texts.</summary>
    private static readonly Dictionary<string, string> s_code = s_sources
        .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("bench/", StringComparison.Ordinal))
        .ToDictionary(path => path, path => CommentOrText().Replace(Repository.Read(path), match => match.Value[0] == '/' ? "" : "\"\""));

    /// <summary>Whom a folder may know beside itself.</summary>
    private static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Errors"] = [],
        ["Unix"] = [],
        ["Logging"] = ["Errors"],
        ["Storage"] = ["Errors", "Unix"],
        // Unix and Logging for the worker processes that decode: how one is started, confined and lost.
        ["Imaging"] = ["Errors", "Logging", "Unix"],
        ["Auth"] = ["Errors", "Logging", "Storage", "Unix"],
        ["Http"] = ["Auth", "Errors", "Imaging", "Logging", "Storage", "Unix"],
        ["Cli"] = ["Auth", "Errors", "Http", "Imaging", "Logging", "Storage", "Unix"],
        ["Program.cs"] = ["Cli", "Unix"],
    };

    [Theory]
    [InlineData("HttpListener", @"Http/Transport/(ListenerHost|ListenerExchange)\.cs")]
    [InlineData("LiteDB", "Storage/LiteDb/.*")]
    [InlineData("SkiaSharp", "Imaging/Skia/.*")]
    [InlineData("Tomlyn", "Cli/Configuration/.*")]
    public void A_technology_has_one_place(string technology, string place)
    {
        string[] named = [.. s_code.Keys.Where(path => Regex.IsMatch(s_code[path], $@"\b{technology}"))];
        var elsewhere = named.Where(path => !Regex.IsMatch(path, $"^{place}$"));

        Assert.NotEmpty(named);
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Folders_know_each_other_one_way()
    {
        var wrong =
            from file in s_code
            let own = file.Key.Split('/')[0]
            from Match match in FolderName().Matches(file.Value)
            let other = match.Groups["folder"].Value
            where other != own && !s_mayKnow[own].Contains(other)
            select $"{file.Key}: {match.Value}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_its_rule() =>
        Assert.Equal(s_mayKnow.Keys.Order(), s_code.Keys.Select(path => path.Split('/')[0]).Distinct().Order());

    [Theory]
    [InlineData(@"Storage\.(LiteDb|Disk)", "Storage/(LiteDb|Disk)/")]
    [InlineData(@"Imaging\.Skia", "Imaging/")]
    public void Nothing_above_knows_which_implementation_runs(string name, string place)
    {
        var others = s_code.Keys.Where(path => Regex.IsMatch(s_code[path], $@"\b{name}\b") && !Regex.IsMatch(path, $"^{place}") && !path.StartsWith("Cli/App.", StringComparison.Ordinal));

        Assert.Empty(others);
    }

    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        var longer = s_sources.Where(path => Repository.Read(path).AsSpan().Count('\n') > 300);

        Assert.Empty(longer);
    }

    [Theory]
    [InlineData(@"\bThread\.Sleep\b")]
    [InlineData(@"\bDllImport\b")]
    [InlineData(@"\bConsole\.Write")]
    public void There_is_none_of(string pattern)
    {
        var users = s_code.Keys.Where(path => Regex.IsMatch(s_code[path], pattern) && path != "Cli/CommandLine/SystemTerminal.cs");

        Assert.Empty(users);
    }

    [Fact]
    public void Every_error_has_a_word_of_its_own_and_is_used()
    {
        ErrorCode[] codes = Enum.GetValues<ErrorCode>();
        // These two tell what follows from an error, not that there is one.
        string[] tables = ["Http/ErrorMapper.cs", "Cli/CommandLine/ExitCode.cs"];
        string users = string.Concat(s_code.Where(file => !tables.Contains(file.Key)).Select(file => file.Value));

        Assert.Equal(codes.Length, codes.Select(code => code.Word()).Distinct().Count());
        var unused = codes.Where(code => !Regex.IsMatch(users, $@"\bErrorCode\.{code}\b"));
        Assert.Empty(unused);
    }

    [Fact]
    public void Nothing_names_the_machine_it_was_written_on()
    {
        var found =
            from path in Repository.Files
            where !path.EndsWith(".png", StringComparison.Ordinal) && path != "tests/ArchitectureTests.cs"
            from Match match in MachinePath().Matches(Repository.Read(path))
            select $"{path}: {match.Value}";

        Assert.Empty(found);
    }

    /// <summary>An address of the net in a source is a registry, a mirror, or a service that maple would then depend on.</summary>
    [Fact]
    public void No_address_of_the_net_is_named_but_examples_and_namespaces()
    {
        string[] namespaces = ["www.w3.org", "ns.adobe.com"];
        var found =
            from path in Repository.Files
            from Match match in Address().Matches(Repository.Read(path))
            let host = match.Groups["host"].Value
            where host.Contains('.') && !namespaces.Contains(host) && !ExampleHost().IsMatch(host)
            select $"{path}: {match.Value}";

        Assert.Empty(found);
    }

    [GeneratedRegex("""
        //[^\n]*|\"{3}.*?\"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"
        """, RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"(?<![\w.])(?:Maple\.)?(?<folder>Errors|Logging|Storage|Imaging|Auth|Http|Cli)\.[A-Z]\w*|(?<=using Maple\.)(?<folder>\w+)(?=[.;])")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"/work/\w+|/root/\w*|/tmp/wt\b|/tmp/pub|(?<![\w/])/home/(?!me\b)\w+|[A-Z]:\\Users")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://(?<host>[A-Za-z0-9.-]+)")]
    private static partial Regex Address();

    /// <summary>RFC 2606, and addresses of the machine itself.</summary>
    [GeneratedRegex(@"^([\w-]+\.)*example(\.(com|org|net))?$|^127\.|^0\.0\.0\.0$")]
    private static partial Regex ExampleHost();
}
