using System.Buffers;
using System.Net;
using Maple.Storage;

namespace Maple.Cli.Service;

/// <summary>The unit of systemd that runs maple with a configuration: what it asks for follows from that.</summary>
/// <param name="Binary">Absolute, as <paramref name="Config"/>.</param>
/// <param name="User">Null: one that systemd makes while it runs (DynamicUser=).</param>
internal sealed record UnitFile(string Binary, string Config, string? User, MapleOptions Options)
{
    public const string Name = "maple.service", DataFolder = "/var/lib/maple";

    /// <summary>Beside the pixels: the daemon (200 MB with a million images, or under siege), uploads on their way, and the files of its socket and disk buffers.</summary>
    private const long DaemonBytes = 512 << 20;

    /// <summary>Of each decoder, beside pixels (Imaging/Isolation/DecoderProcess.cs).</summary>
    private const long WorkerBytes = 128 << 20;

    private const int FirstFreePort = 1024;

    private static readonly SearchValues<char> s_special = SearchValues.Create(" \t'\"\\;");
    private static readonly string[] s_homes = ["/home", "/root", "/run/user"];

    /// <summary>Folders of the data that are not below <see cref="DataFolder"/>.</summary>
    public IReadOnlyList<string> OtherFolders { get; } =
        [.. Folders(Options.Storage).Where(folder => !IsBelow(folder, DataFolder)).Distinct()];

    /// <summary>systemd gives the unit an empty one of its own (PrivateTmp=).</summary>
    public bool IsInTemporaryFolder => OtherFolders.Any(folder => IsBelow(folder, "/tmp") || IsBelow(folder, "/var/tmp"));

    public string Write() => string.Join('\n', Lines()) + "\n";

    private IEnumerable<string> Lines() =>
    [
        "[Unit]",
        "Description=maple image host",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "Type=notify",
        $"ExecStart={Word(Binary)} serve --config {Word(Config)}",
        .. User is { } name
            ? [$"User={name}", $"Group={name}"]
            : (string[])
            [
                "# It must be able to read the configuration: chmod 644.",
                "# One that holds a secret may not be read by others: --user NAME, chgrp NAME, chmod 640.",
                "DynamicUser=yes",
            ],
        .. Data(),
        $"UMask={(Options.Server.XAccel ? "0027" : "0077")}",
        "",
        "Restart=on-failure",
        "# A wrong configuration (EX_CONFIG) stays wrong.",
        "RestartPreventExitStatus=78",
        "# A database that is brought to a newer schema is copied first.",
        "TimeoutStartSec=5min",
        $"TimeoutStopSec={(int)Options.Limits.Drain.TotalSeconds + 10}",
        "# SIGTERM to the daemon alone: its decoders go on until it has answered what is in flight.",
        "KillMode=mixed",
        "# It asks itself for an answer every minute, and says so.",
        "WatchdogSec=2min",
        "",
        "LimitNOFILE=65536",
        "TasksMax=512",
        .. Memory(),
        "# Decoders are what the kernel takes first; the daemon starts others.",
        "OOMPolicy=continue",
        "",
        .. Privileges(),
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        $"ProtectHome={(OtherFolders.Any(folder => s_homes.Any(home => IsBelow(folder, home))) ? "read-only" : "yes")}",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "ProtectProc=invisible",
        "ProcSubset=pid",
        "ProtectClock=yes",
        "ProtectControlGroups=yes",
        "ProtectHostname=yes",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "RemoveIPC=yes",
        "LockPersonality=yes",
        "MemoryDenyWriteExecute=yes",
        "SystemCallArchitectures=native",
        "SystemCallErrorNumber=EPERM",
        "SystemCallFilter=@system-service seccomp",
        "SystemCallFilter=~@privileged @resources",
        "# Decoders limit themselves.",
        "SystemCallFilter=setrlimit",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ];

    private string[] Data() => OtherFolders.Count == 0
        ? ["StateDirectory=maple", $"StateDirectoryMode={(Options.Server.XAccel ? "0710" : "0700")}", $"WorkingDirectory={DataFolder}"]
        : ["WorkingDirectory=/", .. OtherFolders.Select(folder => $"ReadWritePaths={Word(folder)}")];

    /// <summary>Ports below 1024 take a capability, which a namespace of users would make worthless outside.</summary>
    private string[] Privileges() => IPEndPoint.Parse(Options.Server.Listen).Port is > 0 and < FirstFreePort
        ? ["CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "AmbientCapabilities=CAP_NET_BIND_SERVICE"]
        : ["CapabilityBoundingSet=", "PrivateUsers=yes"];

    /// <summary>With a decoder for each processor it depends on the machine that the unit runs on, which this one needn't be.</summary>
    private string[] Memory() => Options.Images.Workers > 0
        ? [$"MemoryMax={(DaemonBytes + Options.Images.MaxDecodeBytes + Options.Images.Workers * WorkerBytes) >> 20}M"]
        : ["# Of the machine's. With [images] workers set, 'maple systemd' works out how much it takes.", "MemoryMax=75%"];

    private static string[] Folders(StorageOptions storage) =>
        [storage.RootFolder, storage.UploadFolder, Path.GetDirectoryName(storage.DatabaseFile)!];

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>As one word of a line (systemd.syntax(7), systemd.service(5)): specifiers and variables are not meant.</summary>
    private static string Word(string text)
    {
        string plain = text.Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return !plain.AsSpan().ContainsAny(s_special)
            ? plain
            : $"\"{plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
