using System.Collections.Concurrent;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// Empty files in the staging folder, whose names are the notes: <c>add.USER\YYYY\MM\NAME.EXT.EXT</c>, with what no name of a user or a blob can hold
/// between its parts. A name is there whole or not at all, without an fsync; contents would not be. The longest has 249 bytes: 192 of a user's name, 57 of the rest. A file whose note is no longer needed
/// gets another name and waits for the next one: making a file costs ten times a rename.
/// </summary>
internal sealed class DiskInFlight(DiskBlobStore store) : IInFlight
{
    private const string Adding = "add.", Removing = "del.", Blank = "blank.";

    private const char Between = '\\';

    // As many as are in work at once on a busy server; a removal of a thousand images needs no more for long.
    private const int MostBlanks = 64;

    private readonly ConcurrentDictionary<InFlightImage, string> _left = [];
    private readonly ConcurrentQueue<string> _blanks = [];
    private int _made;

    public static bool IsNote(string file) =>
        file.StartsWith(Adding, StringComparison.Ordinal) || file.StartsWith(Removing, StringComparison.Ordinal);

    /// <summary>A note, or a file that waits to be one.</summary>
    public static bool IsItsOwn(string file) => IsNote(file) || file.StartsWith(Blank, StringComparison.Ordinal);

    public Task BeginAsync(InFlightImage image)
    {
        Note(NameOf(image));
        return image.Doing == Doing.Remove ? store.FlushStagingAsync() : Task.CompletedTask;
    }

    public void End(InFlightImage image)
    {
        try
        {
            using SafeFileHandle staging = store.OpenStaging();
            bool isLeft = _left.TryRemove(image, out string? name);
            string note = name ?? NameOf(image);
            if (isLeft || _blanks.Count >= MostBlanks)
            {
                Posix.UnlinkAt(staging, note);
                return;
            }

            string blank = Blank + Interlocked.Increment(ref _made);
            Posix.RenameAt(staging, note, staging, blank);
            _blanks.Enqueue(blank);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            // The next start looks at it, or somebody else was removing the same image.
        }
    }

    public IReadOnlyList<InFlightImage> Left()
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(store.StagingPath))
            {
                string file = Path.GetFileName(path);
                if (Parse(file) is { } image)
                    _left[image] = file;
            }

            return [.. _left.Keys];
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }

    private void Note(string name)
    {
        try
        {
            using SafeFileHandle staging = store.OpenStaging();
            if (!TryUseBlank(staging, name))
                Posix.CreateAt(staging, name, DiskModes.Private.File).Dispose();
        }
        catch (IOException e) when (e.HResult == Errno.EEXIST)
        {
            // Somebody else is removing the same image.
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            throw DiskError.From(e);
        }
    }

    private bool TryUseBlank(SafeFileHandle staging, string name)
    {
        if (!_blanks.TryDequeue(out string? blank))
            return false;
        try
        {
            Posix.RenameAt(staging, blank, staging, name);
            return true;
        }
        catch (IOException e) when (Errno.IsAbsent(e.HResult))
        {
            // Somebody emptied the folder.
            return false;
        }
    }

    private static string NameOf(InFlightImage image) =>
        $"{(image.Doing == Doing.Add ? Adding : Removing)}{image.Folder}{Between}{image.Stem.Replace('/', Between)}.{image.Extension}.{image.RenditionExtension}";

    /// <summary>Null for what is no note.</summary>
    private static InFlightImage? Parse(string file)
    {
        if (!IsNote(file))
            return null;
        Doing doing = file.StartsWith(Adding, StringComparison.Ordinal) ? Doing.Add : Doing.Remove;
        string rest = file[Adding.Length..];
        string[] parts = rest.Contains(Between, StringComparison.Ordinal) ? rest.Split(Between) : OldParts(rest);
        string[] ends = parts[^1].Split('.');
        if (parts.Length != 4 || ends.Length < 3)
            return null;
        string stem = string.Join('/', [.. parts[1..3], string.Join('.', ends[..^2])]);
        var image = new InFlightImage(doing, parts[0], stem, ends[^2], ends[^1]);
        return image.Blobs.All(key => BlobKey.TryParse(key.Value, out _)) ? image : null;
    }

    /// <summary>Until November 2026 all was divided by dots: from the right, since a user's name may have some.</summary>
    private static string[] OldParts(string rest)
    {
        string[] parts = rest.Split('.');
        return parts.Length < 6 ? parts : [string.Join('.', parts[..^5]), parts[^5], parts[^4], string.Join('.', parts[^3..])];
    }
}
