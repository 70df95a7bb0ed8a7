using Maple.Logging;
using Maple.Storage;

namespace Maple.Cli;

/// <summary>What the database does that takes long, in the log.</summary>
internal sealed class StoreNews(Log log) : IStoreObserver
{
    public void ReadingEveryRow(string reason, int images) =>
        log.Warning("the database's snapshot does not serve: every row is read, which takes a while", ("reason", reason), ("images", images));

    public void Read(int images) => log.Info("reading the database", ("images", images));

    public void SnapshotFailed(Exception error) =>
        log.Warning("no snapshot of the database could be taken: it is tried again, and the next start takes longer", error);
}
