using System.Diagnostics.CodeAnalysis;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Configuration;

/// <summary>What an environment variable's text is turned into before it is read like a value of the file.</summary>
internal enum Shape
{
    Text,
    Integer,
    Boolean,
    List,
}

/// <summary>A value that is not allowed, and what would be.</summary>
/// <param name="Nearest">An allowed word that looks like the one given.</param>
internal sealed record Fault(object Value, Text Allowed, string? Example, string? Nearest = null);

/// <summary>A kind of value: how it is written, what is allowed, and how it becomes a <typeparamref name="T"/>.</summary>
internal abstract class ValueKind<T>(Shape shape, Text allowed, string? example)
{
    public Shape Shape { get; } = shape;

    /// <summary>Completes the sentence '... is not'.</summary>
    public Text Allowed { get; } = allowed;

    /// <summary>As it stands in a file, without quotation marks; null where the words say it all.</summary>
    public string? Example { get; } = example;

    /// <summary>Null and a value, or what is wrong.</summary>
    public abstract Fault? Read(object value, out T result);

    /// <summary>The other way round; null is 'not set'.</summary>
    public abstract object? Write(T value);
}

internal delegate bool TryRead<T>(object value, [MaybeNullWhen(false)] out T result);

internal sealed class Scalar<T>(
    Shape shape, Text allowed, string? example, TryRead<T> read, Func<T, object?> write, IReadOnlyList<string>? words = null)
    : ValueKind<T>(shape, allowed, example)
{
    public override Fault? Read(object value, out T result)
    {
        if (read(value, out var found))
        {
            result = found;
            return null;
        }
        result = default!;
        return new Fault(value, Allowed, Example, value is string word ? Suggestion.Nearest(word, words ?? []) : null);
    }

    public override object? Write(T value) => write(value);
}

/// <summary>A list without repetitions; a fault names the element.</summary>
internal sealed class ListOf<T>(Text allowed, ValueKind<T> element, string? example = null)
    : ValueKind<IReadOnlyList<T>>(Shape.List, allowed, example)
{
    private static readonly Text s_once = new("listed once only", "只出现一次的值");

    public override Fault? Read(object value, out IReadOnlyList<T> result)
    {
        result = [];
        if (value is not IReadOnlyList<object> list)
            return new Fault(value, Allowed, Example);
        var read = new List<T>(list.Count);
        foreach (var item in list)
        {
            if (element.Read(item, out var found) is { } fault)
                return fault;
            if (read.Contains(found))
                return new Fault(item, s_once, null);
            read.Add(found);
        }
        result = read;
        return null;
    }

    public override object? Write(IReadOnlyList<T> value) => value.Select(v => element.Write(v)!).ToList();
}
