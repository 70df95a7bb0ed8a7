using Maple.Cli.CommandLine;
using Maple.Cli.Commands;

namespace Maple.Cli;

/// <summary>Every command, in the order in which the help lists them.</summary>
internal static class CommandTable
{
    public static readonly IReadOnlyList<Command> All =
    [
        new InitCommand(),
        new CheckConfigCommand(),
        new ServeCommand(),
        new DemoCommand(),
        new CreateUserCommand(),
        new UsersCommand(),
        new KeyCommand(),
        new PasswdCommand(),
        new CheckCommand(),
        new BackupCommand(),
        new RestoreCommand(),
        new RebuildIndexCommand(),
        new LoginCommand(),
        new UploadCommand(),
        new DeleteCommand(),
        new ClientsCommand(),
        new HelpCommand(),
        new VersionCommand(),
    ];
}
