using System.Globalization;
using System.Text.Json;
using Maple.Cli.Import.Sqlite;
using Maple.Tests.Support;

namespace Maple.Tests.Cli.Import;

/// <summary>Databases that SQLite itself wrote, by Python's sqlite3, which also says what is in them.</summary>
public sealed class SqliteTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maple-sqlite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(512, "UTF-8")]
    [InlineData(1024, "UTF-16le")]
    [InlineData(4096, "UTF-8")]
    [InlineData(4096, "UTF-16be")]
    [InlineData(65536, "UTF-8")]
    public async Task Every_value_of_every_row_is_as_SQLite_says(int pageSize, string encoding)
    {
        string said = await Python.RunAsync(_folder,
            $$"""
            import json, random, sqlite3
            random.seed({{pageSize}})
            db = sqlite3.connect('a.db')
            db.executescript("PRAGMA page_size={{pageSize}}; PRAGMA encoding='{{encoding}}';")
            db.execute('CREATE TABLE "odd name" (id INTEGER NOT NULL, "a, b" VARCHAR(10), [c] NUMERIC(10, 2) DEFAULT (1 + 2), d BLOB, PRIMARY KEY (id), UNIQUE ("a, b", id), CHECK (id > -10))')
            db.execute('CREATE INDEX i ON "odd name" ("a, b")')
            numbers = [0, 1, -1, 127, -128, 128, 32767, -32768, 8388607, -8388608, 2**31 - 1, -2**31, 2**47 - 1, -2**47, 2**63 - 1, -2**63, 0.5, -1e300]
            for i in range(3000):
                text = ''.join(random.choice('abc äöü 图片') for _ in range(random.choice([0, 3, 40, 700, 9000 if i % 100 == 0 else 5])))
                db.execute('INSERT INTO "odd name" VALUES (?, ?, ?, ?)', (i * 3 + 1, text, random.choice(numbers), random.choice([None, b'', bytes(range(random.randrange(256)))])))
            db.execute('DELETE FROM "odd name" WHERE id % 7 = 0')
            db.execute('ALTER TABLE "odd name" ADD COLUMN later TEXT')
            db.execute('UPDATE "odd name" SET later = ? WHERE id % 5 = 0', ('x',))
            db.commit()
            rows = db.execute('SELECT id, "a, b", c, d, later FROM "odd name" ORDER BY id').fetchall()
            print(json.dumps([[v.hex() if isinstance(v, bytes) else repr(v) if isinstance(v, float) else v for v in row] for row in rows]))
            """);

        using var file = new SqliteFile(Path.Combine(_folder, "a.db"));
        List<string?[]> read = [.. new SqliteTables(file).Rows("odd name").Select(row =>
            new[] { "id", "a, b", "c", "d", "later" }.Select(column => Shown(row.GetValueOrDefault(column))).ToArray())];

        using JsonDocument expected = JsonDocument.Parse(said);
        List<string?[]> told = [.. expected.RootElement.EnumerateArray().Select(row => row.EnumerateArray().Select(Told).ToArray())];
        Assert.Equal(told.Count, read.Count);
        Assert.All(told.Zip(read), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public async Task What_is_cut_or_changed_at_any_place_is_told_or_read_but_never_worse()
    {
        await Python.RunAsync(_folder,
            """
            import sqlite3
            db = sqlite3.connect('a.db')
            db.execute('PRAGMA page_size=512')
            db.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)')
            db.executemany('INSERT INTO t (a) VALUES (?)', [('x' * (i * 7 % 900),) for i in range(60)])
            db.commit()
            """);
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(_folder, "a.db"), TestContext.Current.CancellationToken);
        string spoilt = Path.Combine(_folder, "b.db");
        for (int at = 0; at < whole.Length; at += 13)
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 0xFF;
            Try(bytes);
            Try(whole[..at]);
        }

        void Try(byte[] bytes)
        {
            File.WriteAllBytes(spoilt, bytes);
            try
            {
                using var file = new SqliteFile(spoilt);
                // A page that leads back to an earlier one may give rows again and again, but not for ever.
                foreach (var row in new SqliteTables(file).Rows("t").Take(100_000))
                    Assert.NotNull(row);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
            }
        }
    }

    private static string? Shown(object? value) => value switch
    {
        null => null,
        byte[] bytes => "hex " + Convert.ToHexStringLower(bytes),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static string? Told(JsonElement value, int column) => (value.ValueKind, column) switch
    {
        (JsonValueKind.Null, _) => null,
        (JsonValueKind.Number, _) => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        (_, 2) => double.Parse(value.GetString()!, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        (_, 3) => "hex " + value.GetString(),
        _ => value.GetString(),
    };
}
