using System.Diagnostics;
using System.Text.Json;

namespace Maple.Tests.Http.Multipart;

/// <summary>
/// What werkzeug's decoder (Debian's python3-werkzeug) makes of a body. Its tolerance for a bare CR or LF as the end of a line is
/// switched off: RFC 2046 wants CRLF, and so does maple.
/// </summary>
internal static class PythonDecoder
{
    private const string Script = """
        import base64, json, re, sys
        import werkzeug.sansio.multipart as m
        m.LINE_BREAK = rb"(?:\r\n)"
        m.BLANK_LINE_RE = re.compile(rb"\r\n\r\n")
        m.HEADER_CONTINUATION_RE = re.compile(rb"\r\n[ \t]")
        m.MultipartDecoder.last_newline = lambda self: len(self.buffer) if self.buffer.rfind(b"\r") < 0 else self.buffer.rfind(b"\r")
        def parts(body):
            decoder = m.MultipartDecoder(b"abc")
            decoder.receive_data(body)
            decoder.receive_data(None)
            found = []
            while True:
                event = decoder.next_event()
                if isinstance(event, (m.Field, m.File)):
                    found.append({"Name": event.name, "FileName": getattr(event, "filename", None), "Content": ""})
                elif isinstance(event, m.Data):
                    found[-1]["Content"] += event.data.decode("latin-1")
                elif isinstance(event, m.Epilogue):
                    return found
        for line in sys.stdin:
            try:
                print(json.dumps(parts(base64.b64decode(line))))
            except Exception as error:
                print(json.dumps(repr(error)))
        """;

    /// <summary>For each body its parts, or null and the reason where it is refused.</summary>
    public static async Task<List<(List<Seen>? Parts, string? Refusal)>> Decode(IEnumerable<byte[]> bodies)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            foreach (byte[] body in bodies)
            {
                await python.StandardInput.WriteLineAsync(Convert.ToBase64String(body));
            }
            python.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended early, and its exit code and standard error say why.
        }
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, "This test needs Debian's python3-werkzeug: apt-get install python3-werkzeug\n" + await errors);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private static (List<Seen>? Parts, string? Refusal) Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.ValueKind == JsonValueKind.String
            ? (null, document.RootElement.GetString())
            : (JsonSerializer.Deserialize<List<Seen>>(line), null);
    }
}
