using Maple.Errors;

namespace Maple.Storage.Maintenance;

/// <summary>Looks through the database file, when it is to be deep.</summary>
/// <param name="look">What is wrong with its pages and rows, in words.</param>
internal sealed class StoreCheck(string name, Func<Task<IReadOnlyList<string>>> look) : ICheckStep
{
    public Task RunAsync(CheckWish wish, CheckReport report) => !wish.Deep ? Task.CompletedTask : report.TryAsync(name, async () =>
    {
        IReadOnlyList<string> found;
        try
        {
            found = await look();
        }
        catch (MapleException e) when (e.Code == ErrorCode.StoreDamaged)
        {
            found = [e.Message];
        }

        report.Findings.AddRange(found.Select(what => new Finding(FindingKind.DamagedStore, name, what, Repaired: false)));
    });
}
