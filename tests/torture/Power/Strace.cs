using System.Globalization;

namespace Maple.Tests.Torture.Power;

/// <summary>Records what a process does to files, in the order in which the kernel did it, whatever way the calls are made.</summary>
internal static class Strace
{
    /// <summary>All that changes a file, a name or what a descriptor means; sends, because they are the answers.</summary>
    private const string Calls =
        "open,openat,openat2,creat,close,dup,dup2,dup3,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,"
        + "fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,sendto,sendmsg";

    /// <summary>The tracer is a grandchild (-D), so that the process that is started is the one that was asked for.</summary>
    public static string[] Command(string file) =>
        ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-xx", "-s", "16777216", "-e", "signal=none", "-e", $"trace={Calls}", "-o", file];

    /// <summary>
    /// In the order in which they came back; a close and a send when they were entered: a descriptor may be another file's before its close comes back, and a
    /// client may have an answer of which a kill took the result.
    /// </summary>
    public static IEnumerable<Call> Read(string file)
    {
        const string Unfinished = " <unfinished ...>", Resumed = " resumed>";
        Dictionary<string, (int Begin, string Text)> waiting = [];
        int line = -1;
        foreach (string text in File.ReadLines(file))
        {
            line++;
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            string thread = text[..space], rest = text[space..].TrimStart();
            int begin = line;
            if (rest.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                rest = rest[..^Unfinished.Length];
                if (rest.StartsWith("close(", StringComparison.Ordinal))
                    yield return new Call(line, line, "close", rest["close(".Length..], 0);
                if (IsSend(rest) && Parse(line, line, $"{rest}) = 0") is { } sent)
                    yield return sent;
                waiting[thread] = (line, rest);
                continue;
            }

            if (rest.StartsWith("<... ", StringComparison.Ordinal))
            {
                (begin, string head) = waiting[thread];
                if (head.StartsWith("close(", StringComparison.Ordinal) || IsSend(head))
                    continue;
                rest = head + rest[(rest.IndexOf(Resumed, StringComparison.Ordinal) + Resumed.Length)..];
            }

            if (Parse(begin, line, rest) is { } call)
                yield return call;
        }
    }

    private static bool IsSend(string text) => text.StartsWith("send", StringComparison.Ordinal) && !text.StartsWith("sendfile", StringComparison.Ordinal);

    private static Call? Parse(int begin, int end, string text)
    {
        const string Equal = " = ";
        int open = text.IndexOf('(', StringComparison.Ordinal), equal = text.LastIndexOf(Equal, StringComparison.Ordinal);
        if (open <= 0 || equal < 0)
            return null;
        string result = text[(equal + Equal.Length)..].Split(' ')[0];
        // '+++ exited +++', and calls that a signal ended ('= ?').
        if (result == "?" && !IsSend(text))
            return null;
        int close = text.LastIndexOf(')', equal);
        return new Call(begin, end, text[..open], text[(open + 1)..close], result == "?" ? 0 : long.Parse(result, CultureInfo.InvariantCulture));
    }
}
