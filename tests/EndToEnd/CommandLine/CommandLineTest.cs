namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>Commands as a person types them, in a folder of their own.</summary>
public abstract class CommandLineTest : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("maple-test-").FullName;

    protected string InFolder(string name) => Path.Combine(Folder, name);

    protected Task<CommandResult> RunAsync(params string[] arguments) => Daemon.RunInAsync(Folder, arguments);

    protected Task<CommandResult> RunAsync(string[] arguments, string input, params (string Name, string Value)[] environment) =>
        Daemon.RunInAsync(Folder, arguments, input, environment);

    /// <summary>What it printed; it must succeed.</summary>
    protected async Task<string> OutputAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }

    protected Task<string> CreateUserAsync(string name) => OutputAsync("create-user", "-u", name, "-e", $"{name}@example.com", "-p", "correct horse");

    protected Task<Daemon> StartDaemonAsync() => Daemon.StartAsync(Folder);

    /// <summary>For tests of a command that works either way.</summary>
    protected async Task<Daemon?> StartDaemonAsync(bool runs) => runs ? await StartDaemonAsync() : null;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
