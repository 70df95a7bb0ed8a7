using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Maple.Fuzz;
using Maple.Fuzz.Engine;
using Maple.Fuzz.Targets;
using SharpFuzz;

// instrument FILE | TARGET [--executions N] [--seed S] [--minutes M] [--blind] [--corpus FOLDER] [--findings FOLDER] | TARGET --replay FILE
if (args is ["instrument", var assembly])
{
    // Nothing else of the dll takes input from strangers.
    Fuzzer.Instrument(assembly, type => Instrumented.Any(space => type.StartsWith(space, StringComparison.Ordinal)), Options.Value);
    return 0;
}

if (args.Length == 0 || !TargetList.All.TryGetValue(args[0], out Func<Target>? make))
{
    Console.Error.WriteLine($"targets: {string.Join(' ', TargetList.All.Keys)}");
    return 2;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
long Number(string name, long otherwise) => Option(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

// Instrumented code writes to the map from its first line on.
Coverage.Clear();
Target target = make();
string corpus = Path.Combine(Option("--corpus") ?? Path.Combine(AppContext.BaseDirectory, "corpus"), target.CorpusName);
string findings = Option("--findings") ?? "fuzz-findings";
byte[][] seeds = Option("--replay") is { } file ? [File.ReadAllBytes(file)] : Corpus.Read(target, corpus);
long executions = Option("--replay") is null ? Number("--executions", 1_000_000) : 1;
int seed = (int)Number("--seed", 1);

int found = 0;
using var campaign = new Campaign(target, seeds, seed, (input, what) =>
{
    if (++found > 20)
        return;
    Directory.CreateDirectory(findings);
    string path = Path.Combine(findings, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
    File.WriteAllBytes(path, input);
    Console.WriteLine($"{target.Name}: {what}\n  tests/fuzz/run.sh {target.Name} --replay {path}");
}, isGuided: !args.Contains("--blind"));
using var watchdog = new Watchdog(campaign, target.Name);
var clock = Stopwatch.StartNew();
await campaign.RunAsync(executions, Option("--minutes") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)) : null);
(target as IDisposable)?.Dispose();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{target.Name}: {campaign.Executions} executions, seed {seed}, {clock.Elapsed.TotalSeconds:0} s, {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:0} s of CPU, "
    + $"{campaign.Edges} branches, {campaign.CorpusSize} inputs kept, {campaign.Explained} explained differences, {found} findings"));
return found == 0 ? 0 : 1;
