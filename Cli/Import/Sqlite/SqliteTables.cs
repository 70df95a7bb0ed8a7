namespace Maple.Cli.Import.Sqlite;

/// <summary>The tables of a database by name, and their rows as columns and values.</summary>
internal sealed class SqliteTables(SqliteFile file)
{
    // The columns of sqlite_schema (section 2.6), whose first page is the file's.
    private const int Type = 0, Name = 1, RootPage = 3, Sql = 4;

    private static readonly string[] s_constraints = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    private readonly Dictionary<string, (long Root, string[] Columns)> _tables = file.Rows(1)
        .Select(row => SqliteRecord.Read(row.Record, file.Encoding))
        .Where(row => row is ["table", string, _, long, string, ..] && !((string)row[Name]!).StartsWith("sqlite_", StringComparison.Ordinal))
        .ToDictionary(row => (string)row[Name]!, row => ((long)row[RootPage]!, ColumnsOf((string)row[Sql]!)), StringComparer.OrdinalIgnoreCase);

    public bool Has(string table) => _tables.ContainsKey(table);

    /// <summary>Columns that were added later are missing in rows from before.</summary>
    /// <exception cref="InvalidDataException">There is no such table, or it is damaged.</exception>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string table)
    {
        if (!_tables.TryGetValue(table, out (long Root, string[] Columns) found))
            throw new InvalidDataException($"it has no table '{table}'");
        foreach ((long rowId, byte[] record) in file.Rows(found.Root))
        {
            List<object?> values = SqliteRecord.Read(record, file.Encoding);
            var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < Math.Min(values.Count, found.Columns.Length); i++)
                row[found.Columns[i]] = values[i];
            // INTEGER PRIMARY KEY is another name for the rowid, and not stored.
            if (row.TryGetValue("id", out object? id) && id is null)
                row["id"] = rowId;
            yield return row;
        }
    }

    /// <summary>The names in <c>CREATE TABLE name (column type, ..., CONSTRAINT ...)</c>.</summary>
    public static string[] ColumnsOf(string sql)
    {
        var columns = new List<string>();
        int open = sql.IndexOf('('), depth = 0, begin = open + 1;
        char quote = '\0';
        for (int i = open + 1; i < sql.Length; i++)
        {
            char c = sql[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' or '`' or '[')
                quote = c == '[' ? ']' : c;
            else if (c == '(')
                depth++;
            else if (c == ')' && depth-- == 0 || c == ',' && depth == 0)
            {
                if (NameOf(sql[begin..i]) is { } name)
                    columns.Add(name);
                begin = i + 1;
                if (depth < 0)
                    break;
            }
        }

        return [.. columns];
    }

    private static string? NameOf(string definition)
    {
        string text = definition.Trim();
        if (text.Length == 0)
            return null;
        if (text[0] is '"' or '`' or '[' or '\'')
            return text[1..text.IndexOf(text[0] == '[' ? ']' : text[0], 1)];
        string word = new([.. text.TakeWhile(c => !char.IsWhiteSpace(c) && c != '(')]);
        return s_constraints.Contains(word, StringComparer.OrdinalIgnoreCase) ? null : word;
    }
}
