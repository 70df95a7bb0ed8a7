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
        new PolicyCommand(),
        new PasswdCommand(),
        new CheckCommand(),
        new BackupCommand(),
        new RestoreCommand(),
        new RebuildIndexCommand(),
        new SystemdCommand(),
        new InstallCommand(),
        new UninstallCommand(),
        new NginxCommand(),
        new CaddyCommand(),
        new ImportCommand(),
        new LoginCommand(),
        new UploadCommand(),
        new DeleteCommand(),
        new ClientsCommand(),
        new CompletionCommand(),
        new ManCommand(),
        new HelpCommand(),
        new VersionCommand(),
    ];
}
