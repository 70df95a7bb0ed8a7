namespace Maple.Tests.Torture.Power;

/// <summary>What a disk may keep of that which was not flushed.</summary>
internal enum Medium
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Names and lengths in their order up to some moment, as ext4 and XFS do; of the bytes any blocks.</summary>
    Ordered,

    /// <summary>Any name, length or block by itself, as POSIX allows.</summary>
    Anything,

    /// <summary>All of it: as after a kill.</summary>
    Everything,
}

/// <summary>
/// Rebuilds what a power cut at some line of the trace leaves. Only what was flushed by a call that had come back by then is sure to be there; a rename
/// is there or not, never half (every file system with a journal or copies on write keeps that).
/// </summary>
internal sealed class PowerCut
{
    /// <summary>Disks lose sectors, file systems lose pages or extents.</summary>
    private static readonly int[] s_blocks = [512, 4096, 16384];

    private readonly Recording _recording;
    private readonly Medium _medium;
    private readonly Random _random;
    private readonly double _chance;
    private readonly int _block;
    private readonly bool _keepsLengths;
    private readonly DiskEvent[] _begun;
    private readonly Dictionary<Node, int> _flushed = [];
    private readonly Dictionary<Node, List<DiskEvent>> _contents = [];
    private readonly int _journal;

    /// <param name="lies">Flushes that the disk says it did and did not; none on an honest one.</param>
    public PowerCut(Recording recording, int line, Medium medium, Random random, Func<Synced, bool>? lies = null)
    {
        _recording = recording;
        _medium = medium;
        _random = random;
        _chance = medium switch { Medium.Nothing => 0, Medium.Everything => 1, _ => random.Next(3) == 0 ? 1 : random.NextDouble() };
        _block = s_blocks[random.Next(s_blocks.Length)];
        _keepsLengths = random.Next(2) == 0;
        _begun = [.. recording.Events.Where(one => one.Begin < line && !(one is Synced sync && lies?.Invoke(sync) == true))];
        foreach (Synced sync in _begun.OfType<Synced>().Where(sync => sync.End < line))
            _flushed[sync.Node] = Math.Max(sync.Begin, _flushed.GetValueOrDefault(sync.Node, -1));
        if (medium == Medium.Ordered)
        {
            int committed = _begun.OfType<Synced>().Where(sync => sync.End < line).Select(LastMetadataBefore).DefaultIfEmpty(-1).Max();
            _journal = random.Next(3) switch { 0 => committed, 1 => line, _ => random.Next(committed, line + 1) };
        }

        foreach (DiskEvent one in _begun)
        {
            if (one is Written { File: var written })
                ContentOf(written).Add(one);
            else if (one is Cut { File: var cut })
                ContentOf(cut).Add(one);
        }
    }

    public void WriteTo(string folder)
    {
        var names = new Dictionary<(Node Folder, string Name), Node>(_recording.Start);
        foreach (Named change in _begun.OfType<Named>().Where(IsKept))
        {
            foreach ((Node parent, string name, Node? target) in change.Names)
            {
                if (target is null)
                    names.Remove((parent, name));
                else
                    names[(parent, name)] = target;
            }
        }

        ILookup<Node, (string Name, Node Target)> entries = names.ToLookup(entry => entry.Key.Folder, entry => (entry.Key.Name, entry.Value));
        Write(_recording.Root, folder);

        void Write(Node node, string path)
        {
            if (node.IsFolder)
            {
                Directory.CreateDirectory(path, node.Mode);
                foreach ((string name, Node target) in entries[node])
                    Write(target, Path.Combine(path, name));
                return;
            }

            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = node.Mode,
            });
            file.Write(Content(node));
        }
    }

    /// <summary>
    /// The line up to which a sync commits the journal: that of the last change to what it syncs, since others may be left in a later transaction.
    /// </summary>
    private int LastMetadataBefore(Synced sync) => _begun.Where(one => one.End < sync.Begin && one switch
    {
        Written { Extends: true } write => write.File == sync.Node,
        Cut cut => cut.File == sync.Node,
        Named named => named.Names.Any(name => (name.Folder == sync.Node || name.Target == sync.Node) && (named.IsNew || !sync.DataOnly)),
        _ => false,
    }).Select(one => one.End).DefaultIfEmpty(-1).Max();

    private bool IsKept(DiskEvent metadata)
    {
        IEnumerable<Node> where = metadata is Named named ? named.Names.Select(name => name.Folder) : [((Cut)metadata).File];
        return where.Any(node => IsFlushed(metadata, node)) || _medium switch
        {
            Medium.Nothing => false,
            Medium.Everything => true,
            Medium.Ordered => metadata.End <= _journal,
            _ => _random.NextDouble() < _chance,
        };
    }

    private bool IsFlushed(DiskEvent one, Node node) => one.End < _flushed.GetValueOrDefault(node, -1);

    private byte[] Content(Node file)
    {
        if (!_contents.TryGetValue(file, out List<DiskEvent>? events))
            return file.Before;
        byte[] bytes = new byte[Math.Max(file.Before.Length, events.Max(one => one switch
        {
            Written write => write.Offset + write.Bytes.Length,
            Cut cut => cut.Length,
            _ => 0,
        }))];
        file.Before.CopyTo(bytes, 0);
        long length = file.Before.Length;
        foreach (DiskEvent one in events)
        {
            if (one is Cut cut)
            {
                if (!IsKept(cut))
                    continue;
                if (cut.Length < length)
                    bytes.AsSpan((int)cut.Length, (int)(length - cut.Length)).Clear();
                length = cut.Length;
                continue;
            }

            var write = (Written)one;
            bool isFlushed = IsFlushed(write, file);
            for (int start = 0, size; start < write.Bytes.Length; start += size)
            {
                size = isFlushed ? write.Bytes.Length : (int)Math.Min(_block - (write.Offset + start) % _block, write.Bytes.Length - start);
                bool isKept = isFlushed || _random.NextDouble() < _chance;
                if (isKept)
                    write.Bytes.AsSpan(start, size).CopyTo(bytes.AsSpan((int)write.Offset + start));
                if (isKept || (_keepsLengths && _medium != Medium.Nothing))
                    length = Math.Max(length, write.Offset + start + size);
            }
        }

        return bytes[..(int)length];
    }

    private List<DiskEvent> ContentOf(Node file)
    {
        if (!_contents.TryGetValue(file, out List<DiskEvent>? events))
            _contents.Add(file, events = []);
        return events;
    }
}
