using System.Collections.Concurrent;
using Maple.Storage;

namespace Maple.Tests.Fakes;

/// <summary>Notes in memory; a test may make the next one fail.</summary>
internal sealed class MemoryInFlight : IInFlight
{
    private readonly ConcurrentDictionary<InFlightImage, bool> _notes = [];

    public Action BeforeBegin { get; set; } = () => { };

    public Action<InFlightImage> BeforeEnd { get; set; } = _ => { };

    public Task BeginAsync(InFlightImage image)
    {
        BeforeBegin();
        _notes[image] = true;
        return Task.CompletedTask;
    }

    public void End(InFlightImage image)
    {
        BeforeEnd(image);
        _notes.TryRemove(image, out _);
    }

    public IReadOnlyList<InFlightImage> Left() => [.. _notes.Keys];
}
