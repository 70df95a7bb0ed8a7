using System.Diagnostics;
using System.Globalization;
using Maple.Tests.EndToEnd;
using Maple.Tests.Torture.Load;

namespace Maple.Tests.Torture.Power;

/// <summary>
/// Records every write, flush and change of a name under load, rebuilds what a power cut at any moment may leave, and starts maple on it, as ALICE and
/// CrashMonkey do. <c>tests/torture/run.sh power --states 600 --seed 7</c> makes the long run.
/// </summary>
public sealed class PowerRun(ITestOutputHelper output) : IDisposable
{
    private const int Clients = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("maple-torture-").FullName;
    private readonly Dictionary<Medium, int> _cuts = [];
    private readonly List<(Recording Recording, Crowd[] Crowds)> _recordings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_survives_a_power_cut_at_any_moment()
    {
        int states = Settings.Number("STATES", 24), answers = Settings.Number("ANSWERS", 80), seed = Settings.Seed();
        output.WriteLine($"{states} states of two recordings with {answers} answers each, seed {seed}");
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();

        // The first start of all, cut off by a kill; then what recovery and an orderly end do.
        var first = await RecordAsync([], answers, "KILL", random);
        await RecordAsync([first], answers, "TERM", random);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recorded in {clock.Elapsed.TotalSeconds:0} s"));

        for (int i = 0; i < states; i++)
        {
            await CutAsync(i, random);
            if ((i + 1) % 100 == 0)
                output.WriteLine($"{i + 1} states");
        }

        await LyingDiskLosesSomethingAsync(random);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{states} power cuts ({string.Join(", ", _cuts.Select(cut => $"{cut.Key} {cut.Value}"))}): nothing lost, {clock.Elapsed.TotalSeconds:0} s"));
    }

    private string Store => Path.Combine(_folder, "store");

    private async Task<Crowd> RecordAsync(Crowd[] earlier, int answers, string signal, Random random)
    {
        string trace = Path.Combine(_folder, $"{earlier.Length}.trace");
        Directory.CreateDirectory(Store);
        Recording recording = Recording.Of(Store);
        Crowd crowd;
        // The trace is read as that of one process with one table of descriptors; decoders write nothing to the disk.
        await using (Daemon daemon = await Daemon.StartUnderAsync(Strace.Command(trace), Store, ("MAPLE_IMAGES_ISOLATE", "false")))
        {
            string user = earlier.Length == 0 ? "bob" : "eve";
            var account = new Account(user, await daemon.CreateUserAsync(user));
            crowd = new Crowd([.. Enumerable.Range(0, Clients).Select(i => new Visitor(account, i, random.Next(), 3_000))]);
            await crowd.WorkUntilAsync(daemon, answers, TimeSpan.Zero, () => daemon.SignalAsync(signal));
        }

        recording.Load(trace);
        File.Delete(trace);
        _recordings.Add((recording, [.. earlier, crowd]));
        output.WriteLine(
            $"{recording.Length} calls: {recording.Events.OfType<Written>().Count()} writes, {recording.Events.OfType<Synced>().Count()} flushes, "
                + $"{recording.Events.OfType<Named>().Count()} changes of names; {crowd.Acknowledged} acknowledged");
        Assert.All(crowd.Visitors.SelectMany(visitor => visitor.Pictures).SelectMany(picture => picture.Steps), step =>
            Assert.True(step.Answer is null || recording.Answers.ContainsKey(step.Answer), $"the trace has no answer {step.Answer}"));
        return crowd;
    }

    private async Task CutAsync(int number, Random random)
    {
        int which = number % _recordings.Count;
        Recording recording = _recordings[which].Recording;
        var medium = (Medium)random.Next(4);
        int line = Moment(recording, random);
        _cuts[medium] = _cuts.GetValueOrDefault(medium) + 1;
        string problems = await ProblemsAfterAsync(
            which, line, new PowerCut(recording, line, medium, random), leftoversMayStay: medium is Medium.Anything or Medium.Nothing);
        Assert.True(problems.Length == 0, $"state {number}: recording {which}, line {line}, {medium}\n{problems}");
    }

    /// <summary>Or else this would find nothing wherever it looked.</summary>
    private async Task LyingDiskLosesSomethingAsync(Random random)
    {
        Recording recording = _recordings[0].Recording;
        int firstAnswer = recording.Answers.Values.Min();
        var cut = new PowerCut(recording, recording.Length, Medium.Nothing, random, lies: sync => sync.Begin > firstAnswer && sync.DataOnly);
        Assert.NotEqual("", await ProblemsAfterAsync(0, recording.Length, cut, leftoversMayStay: true));
    }

    /// <summary>Empty when all is well.</summary>
    private async Task<string> ProblemsAfterAsync(int which, int line, PowerCut cut, bool leftoversMayStay)
    {
        (Recording recording, Crowd[] crowds) = _recordings[which];
        string folder = Path.Combine(_folder, "cut");
        cut.WriteTo(folder);
        await StartMachineAsync(Path.Combine(folder, "data", "images", ".cache", ".boot"));
        try
        {
            await using Daemon daemon = await Daemon.StartAsync(folder);
            var audit = new StoreAudit(
                daemon,
                [.. crowds.SelectMany(crowd => crowd.Visitors)],
                // What an earlier recording answered was on the disk before this one began.
                answer => !recording.Answers.TryGetValue(answer, out int sent) || sent < line,
                leftoversMayStay);
            await audit.RunAsync();
            return audit.Problems.Count == 0 ? "" : audit.ToString();
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The machine on which this was recorded runs still: what names its boot must name another.</summary>
    private static async Task StartMachineAsync(string mark)
    {
        if (File.Exists(mark) && Guid.TryParse(await File.ReadAllTextAsync(mark), out _))
            await File.WriteAllTextAsync(mark, Guid.Empty.ToString());
    }

    /// <summary>Anywhere, or close to a flush, a change of names or an answer, where orders go wrong.</summary>
    private static int Moment(Recording recording, Random random)
    {
        int[] delicate = random.Next(4) switch
        {
            0 => [random.Next(recording.Length)],
            1 => [.. recording.Events.OfType<Synced>().Select(sync => sync.End)],
            2 => [.. recording.Events.OfType<Named>().Select(named => named.End)],
            _ => [.. recording.Answers.Values],
        };
        return Math.Clamp(delicate[random.Next(delicate.Length)] + random.Next(-1, 3), 0, recording.Length);
    }
}
