using System.Collections.Concurrent;
using Maple.Unix;
using Microsoft.Win32.SafeHandles;

namespace Maple.Storage.Disk;

/// <summary>
/// Empty files in the staging folder, whose names are the notes: <c>add.USER.YYYY.MM.NAME.EXT.EXT</c>. A name is there whole or not at all,
/// without an fsync; contents would not be. The longest has 249 bytes: 192 of a user's name, 57 of the rest. A file whose note is no longer needed
/// gets another name and waits for the next one: making a file costs ten times a rename.
/// </summary>
internal sealed class DiskInFlight(DiskBlobStore store) : IInFlight
{
    private const string Adding = "add.", Removing = "del.", Blank = "blank.";

    // As many as are in work at once on a busy server; a removal of a thousand images needs no more for long.
    private const int MostBlanks = 64;

    private readonly ConcurrentDictionary<string, bool> _left = [];
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
            string note = NameOf(image);
            using SafeFileHandle staging = store.OpenStaging();
            if (_left.TryRemove(note, out _) || _blanks.Count >= MostBlanks)
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
            InFlightImage[] left = [.. Directory.EnumerateFiles(store.StagingPath).Select(Path.GetFileName).Select(Parse!).OfType<InFlightImage>()];
            foreach (InFlightImage image in left)
                _left[NameOf(image)] = true;
            return left;
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
        $"{(image.Doing == Doing.Add ? Adding : Removing)}{image.Folder}.{image.Stem.Replace('/', '.')}.{image.Extension}.{image.RenditionExtension}";

    /// <summary>From the right, since a user's name may have dots. Null for what is no note.</summary>
    private static InFlightImage? Parse(string file)
    {
        string[] parts = file.Split('.');
        if (!IsNote(file) || parts.Length < 7)
            return null;
        string folder = string.Join('.', parts[1..^5]);
        var image = new InFlightImage(
            file.StartsWith(Adding, StringComparison.Ordinal) ? Doing.Add : Doing.Remove, folder, string.Join('/', parts[^5..^2]), parts[^2], parts[^1]);
        return image.Blobs.All(key => BlobKey.TryParse(key.Value, out _)) ? image : null;
    }
}
