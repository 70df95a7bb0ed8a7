using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Maple.Fuzz.Engine;

/// <summary>
/// A program that reads batches of inputs from standard input (32-bit little-endian count, then each with its length before it) and answers each on
/// a line.
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly string _packages;
    private readonly Task<string> _complaints;

    /// <param name="script">A file of <c>Peers/</c>.</param>
    /// <param name="packages">What Debian calls what it needs.</param>
    public Peer(string interpreter, string script, string packages)
    {
        _packages = packages;
        using var source = new StreamReader(typeof(Peer).Assembly.GetManifestResourceStream(script)!);
        _process = Process.Start(new ProcessStartInfo(interpreter, [interpreter.EndsWith("node", StringComparison.Ordinal) ? "-e" : "-c", source.ReadToEnd()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            // Debian's modules for Node.js are found by Debian's Node.js alone.
            Environment = { ["PYTHONIOENCODING"] = "utf-8", ["NODE_PATH"] = "/usr/share/nodejs" },
        })!;
        _complaints = _process.StandardError.ReadToEndAsync();
    }

    public async Task<string[]> AskAsync(IReadOnlyList<byte[]> inputs)
    {
        // Answers come while the rest of the batch is still being written: no pipe may fill up.
        Task writing = Task.Run(() => WriteAsync(inputs));
        var answers = new string[inputs.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = await _process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended (apt-get install {_packages}): {await _complaints}");
        }

        await writing;
        return answers;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WriteAsync(IReadOnlyList<byte[]> inputs)
    {
        var bytes = new MemoryStream();
        Write(inputs.Count);
        foreach (byte[] input in inputs)
        {
            Write(input.Length);
            bytes.Write(input);
        }

        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            await _process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException)
        {
            // It died; the reader says of what.
        }

        void Write(int number)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, number);
            bytes.Write(four);
        }
    }
}
