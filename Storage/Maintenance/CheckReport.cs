using System.Text.Json.Serialization;
using Maple.Errors;

namespace Maple.Storage.Maintenance;

/// <param name="Repair">Do what is safe: make renditions again, remove stale temporary files, move what belongs to nobody to <c>lost+found</c>.</param>
/// <param name="Deep">Read every byte: hashes of originals, and whether renditions are pictures.</param>
internal sealed record CheckWish(bool Repair, bool Deep);

/// <summary>What is stored, and what is wrong with it.</summary>
internal sealed record CheckReport
{
    /// <summary>Rows looked at; each was read with its checksum.</summary>
    public long Images { get; set; }

    public long Files { get; set; }

    /// <summary>Bytes of originals that were hashed.</summary>
    public long Hashed { get; set; }

    public List<Finding> Findings { get; init; } = [];

    [JsonIgnore]
    public bool IsSound => Findings.TrueForAll(finding => finding.Repaired);

    /// <summary>What can't be read is a finding and not the end.</summary>
    public async Task TryAsync(string path, Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is MapleException or IOException or UnauthorizedAccessException)
        {
            Findings.Add(new Finding(FindingKind.Unreadable, path, e.Message, Repaired: false));
        }
    }
}

/// <param name="Path">Of the file, below the upload folder; of a user, the folder.</param>
/// <param name="Detail">What more there is to say, in English; may be empty.</param>
internal sealed record Finding(FindingKind Kind, string Path, string Detail, bool Repaired);

internal enum FindingKind
{
    /// <summary>A row whose original is gone.</summary>
    LostOriginal,

    /// <summary>An original of another length than its row says, or (deep) of other bytes.</summary>
    ChangedOriginal,

    /// <summary>A thumbnail or show picture that is gone, empty, or (deep) no picture.</summary>
    BadRendition,

    /// <summary>A file without a row.</summary>
    Orphan,

    StaleTemporary,

    /// <summary>Facts beside the pictures that are not those of the rows: a rebuilt database would lack something.</summary>
    BadFacts,

    /// <summary>(Deep) the database file itself: pages that are not what the engine writes, or rows that are unreadable.</summary>
    DamagedStore,

    /// <summary>A row or a file that can't be read.</summary>
    Unreadable,
}
