using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using Maple.Storage;
using Maple.Storage.LiteDb;
using Maple.Storage.LiteDb.Snapshots;
using Maple.Tests.Storage.LiteDb.Snapshots;

namespace Maple.Tests.Storage.LiteDb;

public sealed class KillTests
{
    private const string FolderVariable = "MAPLE_KILL_DATABASE";
    private const string PipeVariable = "MAPLE_KILL_PIPE";

    /// <summary>MAPLE_KILLS=150 makes the long run.</summary>
    private static readonly int s_rounds = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_KILLS"), out int rounds) ? rounds : 4;

    [Fact]
    public async Task What_a_killed_process_acknowledged_is_there()
    {
        using TempFolder folder = new();
        await using (LiteDbMetadataStore store = await LiteDbMetadataStore.OpenAsync(folder.Database, TimeProvider.System))
            await store.Users.AddAsync(new NewUser("bob", "bob@example.org", "", false));

        Random random = new(11);
        Dictionary<string, string> acknowledged = [];
        MemorySnapshots news = new();
        for (int round = 0; round < s_rounds; round++)
        {
            await RunAndKillAsync(folder.Database, random.Next(50, 2000), acknowledged);
            await using LiteDbMetadataStore store = Open(folder.Database, news);
            foreach ((string stem, string state) in acknowledged)
            {
                string? found = (await store.Images.FindByStemAsync(stem))?.Description;
                // The step behind the last acknowledged one may have happened too.
                Assert.True(state == found || found == (state == "new" ? "edited" : null), $"{stem} was {state}, is {found}");
            }
        }

        Assert.NotEmpty(acknowledged);
        // A process that dies before its first snapshot is there leaves none; the next one begins with one.
        Assert.InRange(news.Reasons.Count, 0, 1);
    }

    /// <summary>Not a test: what the process that gets killed does, until then.</summary>
    [Fact(Explicit = true)]
    public async Task Child()
    {
        string path = Environment.GetEnvironmentVariable(FolderVariable)!;
        await using AnonymousPipeClientStream pipe = new(PipeDirection.Out, Environment.GetEnvironmentVariable(PipeVariable)!);
        await using StreamWriter writer = new(pipe) { AutoFlush = true };
        LiteDbMetadataStore store = Open(path, new MemorySnapshots());
        User user = (await store.Users.FindByNameAsync("bob"))!;
        Workload workload = new(store, user, () => 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (int i = 0; ; i++)
            {
                string stem = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{client}-{i}");
                Image image = (await store.Images.AddAsync(workload.Make(stem))).Image;
                Say(stem, "new");
                await store.Images.UpdateAsync(user.Id, image.Id, new ImageChange(null, "edited", null));
                Say(stem, "edited");
                if (i % 3 == 0)
                {
                    await store.Images.RemoveAsync(user.Id, image.Id);
                    Say(stem, "gone");
                }
            }
        })));

        void Say(string stem, string state)
        {
            lock (writer)
                writer.WriteLine($"{stem} {state}");
        }
    }

    /// <summary>With a snapshot every 100 changes.</summary>
    private static LiteDbMetadataStore Open(string path, IStoreObserver observer) => LiteDbMetadataStore.Open(
        new StoreFile(path, FileMode.Open),
        new StoreFile(StoreFiles.LogOf(path), FileMode.Open),
        TimeProvider.System,
        StoreLock.Take(path),
        snapshots: new(new SnapshotFiles(path)) { FromImages = 1, Changes = 100, Observer = observer });

    private static async Task RunAndKillAsync(string database, int afterLines, Dictionary<string, string> acknowledged)
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.Inheritable);
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--explicit", "only", "--filter-method", $"{typeof(KillTests).FullName}.{nameof(Child)}" },
            Environment = { [FolderVariable] = database, [PipeVariable] = pipe.GetClientHandleAsString() },
        };
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(), errors = child.StandardError.ReadToEndAsync();
        pipe.DisposeLocalCopyOfClientHandle();
        using StreamReader reader = new(pipe);
        int lines = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            // A line cut off by the kill says nothing.
            if (line.Split(' ') is [var stem, "new" or "edited" or "gone"])
                acknowledged[stem] = line[(stem.Length + 1)..];
            if (++lines == afterLines)
                child.Kill();
        }

        await child.WaitForExitAsync();
        Assert.True(lines >= afterLines, $"the child ended by itself: {await output}{await errors}");
    }
}
