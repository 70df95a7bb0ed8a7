namespace Maple.Cli.Import;

/// <summary>On a store that this process has opened.</summary>
internal sealed class OwnImporter(App app) : IImporter
{
    public Task<ImportResult> AddAsync(ImportItem item, Stream bytes) => app.ImportAsync(item, bytes);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
