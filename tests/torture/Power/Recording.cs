namespace Maple.Tests.Torture.Power;

/// <summary>What a process did to one folder, and when each of its answers went out.</summary>
internal sealed class Recording
{
    private readonly string _root;
    private readonly Dictionary<long, Node> _open = [];

    private Recording(string root)
    {
        _root = root;
        Root = Snapshot(root);
        Start = CopyOf(Root);
    }

    public Node Root { get; }

    /// <summary>The names of all folders before anything was recorded.</summary>
    public IReadOnlyDictionary<(Node Folder, string Name), Node> Start { get; }

    public List<DiskEvent> Events { get; } = [];

    /// <summary>By <c>X-Request-Id</c>: the line in which the process began to send that answer.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    /// <summary>Lines of the trace.</summary>
    public int Length { get; private set; }

    /// <summary>To be called before the process starts, since what is there then counts as being on the medium.</summary>
    public static Recording Of(string folder) => new(folder);

    /// <param name="trace">As strace wrote it.</param>
    public void Load(string trace)
    {
        foreach (Call call in Strace.Read(trace))
        {
            Length = Math.Max(Length, call.End + 1);
            if (call.Result >= 0)
                Apply(call);
        }
    }

    private void Apply(Call call)
    {
        switch (call.Name)
        {
            case "open" or "creat":
                Open(call, Place(null, call.Text(0)), call.Count > 2 ? 2 : -1);
                break;
            case "openat" or "openat2":
                Open(call, Place(call.Argument(0), call.Text(1)), call.Count > 3 ? 3 : -1);
                break;
            case "close":
                _open.Remove(call.Number(0));
                break;
            case "dup" or "dup2" or "dup3" when _open.TryGetValue(call.Number(0), out Node? node):
                _open[call.Result] = node;
                break;
            case "pwrite64" or "pwritev" when _open.TryGetValue(call.Number(0), out Node? node):
                Write(call, node, call.Number(call.Count - 1));
                break;
            case "ftruncate" when _open.TryGetValue(call.Number(0), out Node? node):
                CutTo(call, node, call.Number(1));
                break;
            case "fallocate" when _open.TryGetValue(call.Number(0), out Node? node):
                CutTo(call, node, Math.Max(node.Length, call.Number(2) + call.Number(3)));
                break;
            case "fsync" or "fdatasync" when _open.TryGetValue(call.Number(0), out Node? node):
                Events.Add(new Synced(call.Begin, call.End, node, call.Name == "fdatasync"));
                break;
            case "rename":
                Rename(call, Place(null, call.Text(0)), Place(null, call.Text(1)));
                break;
            case "renameat" or "renameat2":
                Rename(call, Place(call.Argument(0), call.Text(1)), Place(call.Argument(2), call.Text(3)));
                break;
            case "link":
                Link(call, Place(null, call.Text(0)), Place(null, call.Text(1)));
                break;
            case "linkat":
                Link(call, Place(call.Argument(0), call.Text(1)), Place(call.Argument(2), call.Text(3)));
                break;
            case "unlink" or "rmdir":
                Remove(call, Place(null, call.Text(0)));
                break;
            case "unlinkat":
                Remove(call, Place(call.Argument(0), call.Text(1)));
                break;
            case "mkdir":
                Make(call, Place(null, call.Text(0)), new Node(true, call.Mode(1)));
                break;
            case "mkdirat":
                Make(call, Place(call.Argument(0), call.Text(1)), new Node(true, call.Mode(2)));
                break;
            case "sendto" or "sendmsg":
                Answer(call);
                break;
            case "write" or "writev" or "pwritev2" or "copy_file_range" or "sendfile" when _open.ContainsKey(call.Number(0)):
            case "truncate" or "symlink" or "symlinkat":
                throw new NotSupportedException($"the model of the disk doesn't know {call.Name}");
        }
    }

    /// <summary>Folder and name; null outside of the folder that is recorded.</summary>
    private (Node Folder, string Name)? Place(string? descriptor, string path)
    {
        Node at = Root;
        if (path.StartsWith('/'))
        {
            if (path != _root && !path.StartsWith(_root + '/', StringComparison.Ordinal))
                return null;
            path = path[_root.Length..];
        }
        else if (descriptor is not null and not "AT_FDCWD")
        {
            if (!_open.TryGetValue(long.Parse(descriptor, System.Globalization.CultureInfo.InvariantCulture), out at!))
                return null;
        }

        string[] names = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".")];
        foreach (string name in names.SkipLast(1))
            at = at.Entries[name];
        return (at, names.LastOrDefault() ?? "");
    }

    private void Open(Call call, (Node Folder, string Name)? place, int mode)
    {
        _open.Remove(call.Result);
        if (place is not var (folder, name))
            return;
        if (name.Length > 0 && !folder.Entries.ContainsKey(name))
            Make(call, place, new Node(false, call.Mode(mode)));
        Node node = _open[call.Result] = name.Length == 0 ? folder : folder.Entries[name];
        if (call.Arguments.Contains("O_TRUNC", StringComparison.Ordinal) && node.Length > 0)
            CutTo(call, node, 0);
    }

    private void Make(Call call, (Node Folder, string Name)? place, Node node)
    {
        if (place is var (folder, name))
            Change(call, true, new Name(folder, name, node));
    }

    private void Link(Call call, (Node Folder, string Name)? from, (Node Folder, string Name)? to)
    {
        if (from is var (folder, name) && to is var (newFolder, newName))
            Change(call, false, new Name(newFolder, newName, folder.Entries[name]));
    }

    private void Remove(Call call, (Node Folder, string Name)? place)
    {
        if (place is var (folder, name))
            Change(call, false, new Name(folder, name, null));
    }

    private void Rename(Call call, (Node Folder, string Name)? from, (Node Folder, string Name)? to)
    {
        if (from is var (folder, name) && to is var (newFolder, newName))
            Change(call, false, new Name(newFolder, newName, folder.Entries[name]), new Name(folder, name, null));
    }

    private void Change(Call call, bool isNew, params Name[] names)
    {
        Events.Add(new Named(call.Begin, call.End, names, isNew));
        foreach ((Node folder, string name, Node? target) in names)
        {
            if (target is null)
                folder.Entries.Remove(name);
            else
                folder.Entries[name] = target;
        }
    }

    private void Write(Call call, Node file, long offset)
    {
        byte[] bytes = call.Data()[..(int)call.Result];
        Events.Add(new Written(call.Begin, call.End, file, offset, bytes, offset + bytes.Length > file.Length));
        file.Length = Math.Max(file.Length, offset + bytes.Length);
    }

    private void CutTo(Call call, Node file, long length)
    {
        Events.Add(new Cut(call.Begin, call.End, file, length));
        file.Length = length;
    }

    private void Answer(Call call)
    {
        // In the bytes as strace writes them.
        string header = string.Concat("X-Request-Id: "u8.ToArray().Select(b => $"\\x{b:x2}"));
        int at = call.Arguments.IndexOf(header, StringComparison.Ordinal);
        if (at < 0)
            return;
        int end = call.Arguments.IndexOf(@"\x0d", at, StringComparison.Ordinal);
        string hexadecimal = call.Arguments[(at + header.Length)..end].Replace("\\x", "", StringComparison.Ordinal);
        Answers[System.Text.Encoding.ASCII.GetString(Convert.FromHexString(hexadecimal))] = call.Begin;
    }

    private static Node Snapshot(string path)
    {
        if (!Directory.Exists(path))
        {
            byte[] bytes = File.ReadAllBytes(path);
            return new Node(false, File.GetUnixFileMode(path)) { Before = bytes, Length = bytes.Length };
        }

        var folder = new Node(true, File.GetUnixFileMode(path));
        foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => !entry.Name.EndsWith(".sock", StringComparison.Ordinal)))
            folder.Entries.Add(entry.Name, Snapshot(entry.FullName));
        return folder;
    }

    private static Dictionary<(Node, string), Node> CopyOf(Node folder) => folder.Entries
        .SelectMany(entry => CopyOf(entry.Value).Append(new KeyValuePair<(Node, string), Node>((folder, entry.Key), entry.Value)))
        .ToDictionary();
}
