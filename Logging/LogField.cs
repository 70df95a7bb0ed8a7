namespace Maple.Logging;

/// <summary>A named value of a log entry, written as <c>("bytes", 4096)</c>. Numbers are not boxed: a level that is off costs a comparison.</summary>
internal readonly record struct LogField
{
    private LogField(string name, string? text, long number, FieldKind kind)
    {
        Name = name;
        Text = text;
        Number = number;
        Kind = kind;
    }

    public string Name { get; }
    public string? Text { get; }

    /// <summary>The number; of a truth value 0 or 1; of a duration ticks.</summary>
    public long Number { get; }

    public FieldKind Kind { get; }

    public static implicit operator LogField((string Name, string? Value) field) => new(field.Name, field.Value, 0, FieldKind.Text);

    public static implicit operator LogField((string Name, long Value) field) => new(field.Name, null, field.Value, FieldKind.Number);

    public static implicit operator LogField((string Name, int Value) field) => new(field.Name, null, field.Value, FieldKind.Number);

    public static implicit operator LogField((string Name, bool Value) field) =>
        new(field.Name, null, field.Value ? 1 : 0, FieldKind.Truth);

    /// <summary>Logged in milliseconds with three decimals.</summary>
    public static implicit operator LogField((string Name, TimeSpan Value) field) =>
        new(field.Name, null, field.Value.Ticks, FieldKind.Duration);

    internal enum FieldKind
    {
        Text,
        Number,
        Truth,
        Duration,
    }
}
