namespace Maple.Storage.LiteDb;

/// <summary>Images and bytes by the day of their upload, UTC. A day takes 50 bytes, ten years 200 KB.</summary>
internal sealed class DayCounts
{
    private const long Day = 24 * 60 * 60 * 1000;

    private static readonly int s_epoch = new DateOnly(1970, 1, 1).DayNumber;

    private readonly Dictionary<long, Usage> _days = [];

    public void Add(Image image) => Change(DayOf(image.CreatedAt.ToUnixTimeMilliseconds()), new Usage(1, image.StoredBytes));

    public void Remove(Image image) => Change(DayOf(image.CreatedAt.ToUnixTimeMilliseconds()), default(Usage) - new Usage(1, image.StoredBytes));

    /// <summary>Rows next to each other are mostly of one day, so a million of them cost few look-ups.</summary>
    public void Add(ReadOnlySpan<ImageRow> rows)
    {
        while (!rows.IsEmpty)
        {
            long day = DayOf(rows[0].CreatedAt), bytes = 0;
            int count = 0;
            for (; count < rows.Length && rows[count].CreatedAt - day * Day is >= 0 and < Day; count++)
                bytes += rows[count].Bytes;
            Change(day, new Usage(count, bytes));
            rows = rows[count..];
        }
    }

    public Dictionary<DateOnly, Usage> Since(DateOnly day) => _days
        .Where(entry => entry.Key >= day.DayNumber - s_epoch && entry.Value.Images > 0)
        .ToDictionary(entry => DateOnly.FromDayNumber((int)entry.Key + s_epoch), entry => entry.Value);

    private void Change(long day, Usage by) => _days[day] = _days.GetValueOrDefault(day) + by;

    private static long DayOf(long milliseconds) => Math.DivRem(milliseconds, Day) is (var day, < 0) ? day - 1 : milliseconds / Day;
}
