using Maple.Storage;
using Maple.Tests.Contracts;

namespace Maple.Tests.Fakes;

/// <summary>The fake keeps the contract too, or tests that stand on it would prove nothing.</summary>
public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    private protected override IBlobStore Store { get; } = new MemoryBlobStore();
}
