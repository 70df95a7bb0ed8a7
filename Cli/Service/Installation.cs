using System.Text;
using Maple.Cli.CommandLine;
using Maple.Cli.Configuration;
using Maple.Errors;

namespace Maple.Cli.Service;

/// <summary>Binary, configuration, unit and account of a service: the steps that make it, and those that undo it.</summary>
/// <param name="language">Of the configuration's comments.</param>
internal sealed class Installation(InstallPlaces places, string user, Language language)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // It may come to hold secret_key.
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _config = places.In(ConfigLoader.SystemFile);
    private readonly string _enabled = places.In($"/etc/systemd/system/multi-user.target.wants/{UnitFile.Name}");

    private MapleOptions Options => InstalledConfig.Load(_config);

    /// <summary>Each is to be done before the next one is asked whether it is needed.</summary>
    public IReadOnlyList<Step> Steps()
    {
        bool changed = false;
        return
        [
            Step.Write(places.In(InstallPlaces.User), () => Bytes($"u {user} - \"maple image host\" {UnitFile.DataFolder}\n"), Readable, replaces: true),
            Step.Run(() => places.FindUser(user) is null, "systemd-sysusers", [.. Root(), "maple.conf"]),
            Noting(Step.Write(places.In(InstallPlaces.Binary), () => File.ReadAllBytes(Environment.ProcessPath!), Executable, replaces: true)),
            Noting(Step.Write(_config, () => Bytes(InstalledConfig.Template(language)), Private, replaces: false, () => Account().Group)),
            Step.MakeFolder(places.In(UnitFile.DataFolder), Account),
            Noting(Step.Write(places.In(InstallPlaces.Unit), () => Bytes(Unit()), Readable, replaces: true)),
            Step.Run(() => places.IsLive && changed, "systemctl", "daemon-reload"),
            Step.Run(() => !Path.Exists(_enabled), "systemctl", [.. Root(), "enable", UnitFile.Name]),
            Step.Run(() => places.IsLive && (changed || !Step.Succeeds("systemctl", "is-active", "--quiet", UnitFile.Name)), "systemctl", "restart", UnitFile.Name),
        ];

        Step Noting(Step step) => step with
        {
            IsNeeded = () =>
            {
                bool needed = step.IsNeeded();
                changed |= needed;
                return needed;
            },
        };
    }

    /// <summary>Data stays, and so does the account that it belongs to, and a configuration that somebody changed.</summary>
    public IReadOnlyList<Step> UndoingSteps() =>
    [
        Step.Run(() => places.IsLive && Step.Succeeds("systemctl", "is-active", "--quiet", UnitFile.Name), "systemctl", "stop", UnitFile.Name),
        Step.Run(() => Path.Exists(_enabled) || new FileInfo(_enabled).LinkTarget is not null, "systemctl", [.. Root(), "disable", UnitFile.Name]),
        Step.Remove(places.In(InstallPlaces.Unit)),
        Step.Run(() => places.IsLive, "systemctl", "daemon-reload"),
        Step.Remove(places.In(InstallPlaces.Binary)),
        Step.Remove(_config) with { IsNeeded = IsConfigUntouched },
        Step.Remove(places.In(InstallPlaces.User)),
        new Step($"remove {places.In(UnitFile.DataFolder)}", IsDataEmpty, () => Directory.Delete(places.In(UnitFile.DataFolder))),
        Step.Run(
            () => !Directory.Exists(places.In(UnitFile.DataFolder)) && places.FindUser(user) is not null,
            "userdel", [.. places.Root == "/" ? (string[])[] : ["--prefix", places.Root], user]),
    ];

    /// <summary>What <see cref="UndoingSteps"/> left: folders of data, and the configuration.</summary>
    public IReadOnlyList<string> Left(MapleOptions options) =>
        [.. new[] { places.In(options.Storage.RootFolder), _config }.Where(Path.Exists)];

    /// <summary>Of the service that is there; the defaults where its configuration can't be read.</summary>
    public MapleOptions OptionsOrDefaults()
    {
        try
        {
            return Options;
        }
        catch (MapleException)
        {
            return new() { Storage = new() { UploadRoot = UnitFile.DataFolder } };
        }
    }

    private string[] Root() => places.Root == "/" ? [] : [$"--root={places.Root}"];

    /// <summary>The unit names its files as the machine will see them.</summary>
    private string Unit() => Commands.SystemdCommand.Unit(InstallPlaces.Binary, ConfigLoader.SystemFile, user, Options).Write();

    private (uint User, uint Group) Account() => places.FindUser(user)
        ?? throw new CommandException(ExitCode.Failed, $"there is no account '{user}'", $"没有系统用户“{user}”");

    private bool IsConfigUntouched() => File.Exists(_config)
        && File.ReadAllText(_config) is var text && Enum.GetValues<Language>().Any(each => text == InstalledConfig.Template(each));

    private bool IsDataEmpty() => Directory.Exists(places.In(UnitFile.DataFolder)) && !Directory.EnumerateFileSystemEntries(places.In(UnitFile.DataFolder)).Any();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
