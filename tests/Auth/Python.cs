using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Maple.Tests.Auth;

/// <summary>One process of Debian's Python with the real itsdangerous and werkzeug, asked in batches.</summary>
public sealed class Python : IDisposable
{
    // Not the first python3 of PATH: the packages are those of the system's.
    private const string Interpreter = "/usr/bin/python3";

    private readonly Process _process;
    private readonly Task<string> _complaints;

    public Python()
    {
        if (!File.Exists(Interpreter))
            throw new InvalidOperationException($"{Interpreter} is missing: apt-get install python3-itsdangerous python3-werkzeug");
        var plain = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", PythonProgram.Text])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = plain,
            StandardOutputEncoding = plain,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        _complaints = _process.StandardError.ReadToEndAsync();
    }

    internal async Task<JsonNode> AskAsync(JsonObject request) => (await AskAsync([request]))[0];

    /// <summary>The answers in the order of the requests. Written and read at the same time, so that no pipe fills up.</summary>
    internal async Task<JsonNode[]> AskAsync(IReadOnlyCollection<JsonObject> requests)
    {
        Task writing = WriteAsync(requests);
        var answers = new List<JsonNode>(requests.Count);
        while (answers.Count < requests.Count)
        {
            string line = await _process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException(
                    $"python3 ended (apt-get install python3-itsdangerous python3-werkzeug): {await _complaints}");
            answers.Add(JsonNode.Parse(line)!);
        }

        await writing;
        Assert.All(answers, answer => Assert.True(answer["error"] is null, $"python3: {answer["error"]}"));
        return [.. answers];
    }

    private async Task WriteAsync(IReadOnlyCollection<JsonObject> requests)
    {
        try
        {
            foreach (JsonObject request in requests)
                await _process.StandardInput.WriteLineAsync(request.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It died; the reader says of what.
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class PythonTests : ICollectionFixture<Python>
{
    public const string Name = "python";
}
