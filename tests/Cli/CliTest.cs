using Maple.Cli;
using Maple.Cli.CommandLine;

namespace Maple.Tests.Cli;

/// <summary>Runs commands in the process, in a folder of their own.</summary>
public abstract class CliTest : IDisposable
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("maple-cli-").FullName;
    private protected Dictionary<string, string> Environment { get; } = [];

    private protected CliTest() => Environment["XDG_CONFIG_HOME"] = InFolder("config");

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string InFolder(string name) => Path.Combine(Folder, name);

    /// <summary>Readable by its owner alone, since it may hold a secret.</summary>
    private protected void Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        File.SetUnixFileMode(InFolder(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private protected Task<Result> RunAsync(params string[] words) => RunAsync(new TestTerminal(), words);

    private protected async Task<Result> RunAsync(TestTerminal terminal, params string[] words)
    {
        var code = await new Dispatcher(CommandTable.All, terminal, Environment, Folder).RunAsync(words, TestContext.Current.CancellationToken);
        return new((int)code, terminal.OutText, terminal.ErrorText);
    }

    private protected sealed record Result(int Code, string Out, string Error);
}
