using Maple.Storage;
using Maple.Storage.LiteDb;
using Maple.Tests.Contracts;

namespace Maple.Tests.Storage.LiteDb;

public sealed class LiteDbMetadataStoreTests : MetadataStoreContract
{
    private readonly TempFolder _folder = new();

    internal override async Task<IMetadataStore> OpenAsync() => await LiteDbMetadataStore.OpenAsync(_folder.Database, Time);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
