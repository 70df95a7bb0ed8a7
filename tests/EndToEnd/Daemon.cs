using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Maple.Tests.EndToEnd.OpenApi;

namespace Maple.Tests.EndToEnd;

/// <summary>
/// maple itself, run as a person would: the published binary named by <c>MAPLE_BIN</c>, else the one that the tests were built with. Each has a
/// folder and a port of its own.
/// </summary>
public sealed class Daemon : IAsyncDisposable
{
    /// <summary>A soak logs millions of lines.</summary>
    private const int LogLimit = 8_000_000;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly bool _ownsFolder;

    private Daemon(string folder, bool ownsFolder, string[] wrapper, IEnumerable<(string Name, string Value)> settings)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        ProcessStartInfo start = StartInfo(folder, ["serve"]);
        if (wrapper is [var tool, .. var before])
        {
            start.FileName = tool;
            string[] all = [.. before, Binary, .. start.ArgumentList];
            start.ArgumentList.Clear();
            foreach (string argument in all)
                start.ArgumentList.Add(argument);
        }

        start.Environment["MAPLE_SERVER_LISTEN"] = "127.0.0.1:0";
        start.Environment["MAPLE_LOG_FORMAT"] = "json";
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, e) => OnLine(e.Data);
        _process.OutputDataReceived += (_, e) => OnLine(e.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("MAPLE_BIN") is { Length: > 0 } binary ? Path.GetFullPath(binary) : Path.Combine(AppContext.BaseDirectory, "maple");

    public string Folder { get; }

    public Uri Address { get; private set; } = null!;

    public int ProcessId => _process.Id;

    /// <summary>All that it has said so far; of a long run its end.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <param name="folder">Of an earlier daemon, to go on with its data; null for a new empty one.</param>
    public static Task<Daemon> StartAsync(string? folder = null, params (string Name, string Value)[] settings) => StartUnderAsync([], folder, settings);

    /// <param name="wrapper">A command that runs another, in its own place, as <c>strace -D</c> does.</param>
    public static async Task<Daemon> StartUnderAsync(string[] wrapper, string? folder = null, params (string Name, string Value)[] settings)
    {
        var daemon = new Daemon(folder ?? Directory.CreateTempSubdirectory("maple-test-").FullName, folder is null, wrapper, settings);
        try
        {
            daemon.Address = await daemon._listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return daemon;
        }
        catch (Exception e)
        {
            string log = daemon.Log;
            await daemon.DisposeAsync();
            throw new InvalidOperationException($"maple did not start: {log}", e);
        }
    }

    /// <summary>Runs a command in the daemon's folder; it finds the daemon as a person's command would.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    public Task<CommandResult> RunAsync(string[] arguments, string input, params (string Name, string Value)[] environment) =>
        RunInAsync(Folder, arguments, input, environment);

    public static async Task<CommandResult> RunInAsync(
        string folder, string[] arguments, string input = "", params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = StartInfo(folder, arguments);
        start.RedirectStandardInput = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Makes a user and returns their key.</summary>
    public async Task<string> CreateUserAsync(string name, string password = "correct horse")
    {
        CommandResult result = await RunAsync("create-user", "-u", name, "-e", $"{name}@example.com", "-p", password);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.Trim();
    }

    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient(new DocumentedAnswers(new SocketsHttpHandler { UseCookies = false })) { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Add("Api-Key", key);
        return client;
    }

    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitAsync();
    }

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <summary>Returns when a line with this text has been logged.</summary>
    public Task LoggedAsync(string text)
    {
        lock (_log)
        {
            if (_log.ToString().Contains(text, StringComparison.Ordinal))
                return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    internal static ProcessStartInfo StartInfo(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Binary, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing of the machine that runs the tests may reach into them.
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("MAPLE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config");
        return start;
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            _listening.TrySetException(new InvalidOperationException("it ended before it listened"));
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
            if (_log.Length > LogLimit)
                _log.Remove(0, LogLimit / 2);
            foreach ((string text, TaskCompletionSource seen) in _awaited)
                if (line.Contains(text, StringComparison.Ordinal))
                    seen.TrySetResult();
        }

        // In either format of the log.
        if (line.Contains("listening", StringComparison.Ordinal) && Regex.Match(line, @"address(?:"":""|=)(https?://[^""\s]+)") is { Success: true } told)
            _listening.TrySetResult(new Uri(told.Groups[1].Value));
    }
}

public sealed record CommandResult(int ExitCode, string Output, string Errors);
