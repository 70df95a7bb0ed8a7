using System.Buffers;
using Maple.Cli.CommandLine;

namespace Maple.Cli.Service;

/// <summary>Where <c>maple install</c> puts things, below a root.</summary>
/// <param name="Root">Absolute; <c>/</c> unless a tree for another machine is being made.</param>
internal sealed record InstallPlaces(string Root)
{
    public const string Binary = "/usr/local/bin/maple", Unit = "/etc/systemd/system/" + UnitFile.Name, User = "/etc/sysusers.d/maple.conf";

    // useradd(8), and no % for systemd to see a specifier in.
    private static readonly SearchValues<char> s_accountName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Of the Debian package.</summary>
    public const string PackagedUnit = "/lib/systemd/system/" + UnitFile.Name;

    /// <summary>The machine that runs is meant, and systemd runs it (sd_booted(3)).</summary>
    public bool IsLive => Root == "/" && Directory.Exists("/run/systemd/system");

    public string In(string path) => Root == "/" ? path : Root + path;

    /// <summary>User and group of this name, by their numbers; null while there is no such user.</summary>
    public (uint User, uint Group)? FindUser(string name)
    {
        string accounts = In("/etc/passwd");
        if (!File.Exists(accounts))
            return null;
        // passwd(5): name, password, user, group, ...
        string[]? fields = File.ReadLines(accounts).Select(line => line.Split(':')).FirstOrDefault(line => line.Length > 3 && line[0] == name);
        return fields is null ? null : (uint.Parse(fields[2]), uint.Parse(fields[3]));
    }

    /// <exception cref="CommandException">Not a name that an account can have.</exception>
    public static void CheckUser(string name)
    {
        if (name.Length is 0 or > 31 || name[0] is '-' or (>= '0' and <= '9') || name.AsSpan().ContainsAnyExcept(s_accountName))
            throw CommandException.Usage($"'{name}' is no name for an account", $"“{name}”不能用作系统用户名");
    }
}
