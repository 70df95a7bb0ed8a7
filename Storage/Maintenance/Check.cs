namespace Maple.Storage.Maintenance;

/// <summary>
/// Looks at all that is stored, while others go on reading and writing: what looks wrong is looked at again, since it may just have come or
/// gone.
/// </summary>
internal sealed class Check(params IReadOnlyList<ICheckStep> steps)
{
    public async Task<CheckReport> RunAsync(CheckWish wish)
    {
        var report = new CheckReport();
        foreach (ICheckStep step in steps)
            await step.RunAsync(wish, report);
        return report;
    }
}

/// <summary>One kind of look. It throws for nothing that is wrong with the store.</summary>
internal interface ICheckStep
{
    Task RunAsync(CheckWish wish, CheckReport report);
}
