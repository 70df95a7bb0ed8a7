using Maple.Errors;

namespace Maple.Cli.Configuration;

/// <summary>One key of the configuration: a row of <see cref="ConfigKeys.All"/>.</summary>
internal abstract class ConfigKey(string section, string name, Text help)
{
    public string Section { get; } = section;
    public string Name { get; } = name;
    public Text Help { get; } = help;

    /// <summary>The key of the original's Config class that this one replaces.</summary>
    public string? Original { get; init; }

    /// <summary>Never shown, not even in an error.</summary>
    public bool IsSecret { get; init; }

    public string Environment => $"MAPLE_{Section}_{Name}".ToUpperInvariant();

    public abstract Shape Shape { get; }
    public abstract Text Allowed { get; }
    public abstract string? Example { get; }

    /// <summary>The value in force as <see cref="TomlValue"/>; null when not set.</summary>
    public abstract object? Get(MapleOptions options);

    /// <summary>Changes <paramref name="options"/>, or leaves them and returns what is wrong.</summary>
    public abstract Fault? Set(ref MapleOptions options, object value);

    /// <summary>The default as it would stand in a file; null when not set.</summary>
    public string? Default => Get(new MapleOptions()) is { } value ? TomlValue.Show(value) : null;
}

internal sealed class ConfigKey<TSection, T>(
    ConfigSection<TSection> section, string name, ValueKind<T> kind, Func<TSection, T> get, Func<TSection, T, TSection> set, Text help)
    : ConfigKey(section.Name, name, help)
{
    public override Shape Shape => kind.Shape;
    public override Text Allowed => kind.Allowed;
    public override string? Example => kind.Example;

    public override object? Get(MapleOptions options) => kind.Write(get(section.Get(options)));

    public override Fault? Set(ref MapleOptions options, object value)
    {
        var fault = kind.Read(value, out var read);
        if (fault is null)
            options = section.Set(options, set(section.Get(options), read));
        return fault;
    }
}

/// <summary>Where a section's record lies within the whole.</summary>
internal sealed record ConfigSection<TSection>(string Name, Func<MapleOptions, TSection> Get, Func<MapleOptions, TSection, MapleOptions> Set);
