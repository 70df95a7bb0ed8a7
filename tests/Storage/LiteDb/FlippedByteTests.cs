using Maple.Errors;
using Maple.Storage;
using Maple.Storage.LiteDb;

namespace Maple.Tests.Storage.LiteDb;

/// <summary>
/// A byte of the database is not what was written. The engine's pages have no checksums, so not every such byte is noticed; but whatever is
/// opened has every row as it was.
/// </summary>
public sealed class FlippedByteTests
{
    /// <summary>Bytes of the file between two flips; MAPLE_FLIP_STEP=1 makes the run over every byte.</summary>
    private static readonly int s_step = int.TryParse(Environment.GetEnvironmentVariable("MAPLE_FLIP_STEP"), out int step) ? step : 601;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flipped_byte_anywhere_is_refused_or_does_no_harm()
    {
        (byte[] data, byte[] log) = await FilledAsync();
        string expected;
        await using (LiteDbMetadataStore sound = Open(Disk(data, log)))
            expected = await DescribeAsync(sound);
        var wrong = new List<string>();
        int refused = 0, harmless = 0, late = 0;
        for (int at = 0; at < data.Length; at += s_step)
        {
            byte[] flipped = [.. data];
            flipped[at] ^= (byte)(1 << at % 8);
            RecordedDisk disk = Disk(flipped, log);
            try
            {
                await using LiteDbMetadataStore store = await Task.Run(() => Open(disk), Cancellation).WaitAsync(s_patience, Cancellation);
                if (await DescribeAsync(store).WaitAsync(s_patience, Cancellation) == expected)
                    harmless++;
                else
                    wrong.Add($"{at}: page {at / 8192}, offset {at % 8192}: opened with other rows");
            }
            catch (MapleException e) when (e.Code == ErrorCode.StoreDamaged && disk.Now == 0)
            {
                refused++;
                if (!e.Text.English.Contains("rebuild-index --force", StringComparison.Ordinal))
                    wrong.Add($"{at}: names no way out");
            }
            catch (TimeoutException)
            {
                wrong.Add($"{at}: page {at / 8192}, offset {at % 8192}: takes for ever");
            }
            catch (MapleException e) when (e.Code is ErrorCode.StoreDamaged or ErrorCode.InternalError)
            {
                // Every row is there, and the way to one of them isn't: whoever asks for it is told so.
                late++;
            }
        }

        string found = $"of {(data.Length + s_step - 1) / s_step} flipped bytes {refused} refused at start, {late} at first use, {harmless} harmless";
        TestContext.Current.SendDiagnosticMessage(found);
        Assert.True(wrong.Count == 0, $"{found}, {wrong.Count} wrong:\n{string.Join('\n', wrong)}");
        Assert.InRange(refused, late * 5, int.MaxValue);
    }

    private static async Task<(byte[] Data, byte[] Log)> FilledAsync()
    {
        var disk = new RecordedDisk();
        User user = await Workload.CreateAsync(disk);
        await using (LiteDbMetadataStore store = LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System))
        {
            var workload = new Workload(store, user, () => disk.Now);
            await workload.RunAsync(2, 30, 1);
            for (int i = 0; i < 20; i++)
            {
                await store.Albums.GetOrAddAsync(user.Id, $"album {i}");
                await store.Images.AddAsync(workload.Make($"stem-{i}"));
            }
        }

        return (Bytes(disk.Data), Bytes(disk.Log));
    }

    private static LiteDbMetadataStore Open(RecordedDisk disk) => LiteDbMetadataStore.Open(disk.Data, disk.Log, TimeProvider.System);

    private static async Task<string> DescribeAsync(LiteDbMetadataStore store)
    {
        IReadOnlyList<User> users = await store.Users.ListAsync();
        Page<Image> images = await store.Images.ListAsync(new ListQuery { UserId = 1, Number = 1000 });
        Page<Album> albums = await store.Albums.ListAsync(new ListQuery { UserId = 1, Number = 1000 });
        return $"{string.Join('\n', users)}\n{images.Total}\n{string.Join('\n', images.Items)}\n{string.Join('\n', albums.Items)}";
    }

    private static RecordedDisk Disk(byte[] data, byte[] log)
    {
        var disk = new RecordedDisk();
        disk.Data.Put(data, 0);
        disk.Log.Put(log, 0);
        return disk;
    }

    private static byte[] Bytes(RecordedDisk.RecordedFile file)
    {
        byte[] content = new byte[file.Length];
        file.Read(content, 0);
        return content;
    }
}
