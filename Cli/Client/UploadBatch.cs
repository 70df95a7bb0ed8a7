using System.Runtime.CompilerServices;
using System.Text;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Client;

/// <summary>One file on the command line: something to send, or why it can't be.</summary>
internal sealed class UploadJob : IDisposable
{
    public UploadJob(string file, UploadSource source) => (File, Source) = (file, source);

    public UploadJob(string file, Text error) => (File, Error) = (file, error);

    /// <summary>As typed.</summary>
    public string File { get; }

    public UploadSource? Source { get; }
    public Text Error { get; }
    public long Length => Source?.Length ?? 0;

    public void Dispose() => Source?.Dispose();
}

/// <param name="Link">Null when it failed.</param>
internal readonly record struct UploadOutcome(string File, string? Link, Text Error = default);

/// <summary>Sends files, one request each, a few at a time; outcomes come in the order of the files.</summary>
/// <param name="format">A member of an image's <c>links</c>, or <c>json</c>.</param>
internal sealed class UploadBatch(MapleClient client, ProgressBar progress, string? album, string format)
{
    // One is being sent while the server works on another; more would only queue there.
    private const int AtATime = 3;

    private static readonly Text s_notSent = new("not sent", "未发送");

    public async IAsyncEnumerable<UploadOutcome> RunAsync(
        IReadOnlyList<UploadJob> jobs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var free = new SemaphoreSlim(AtATime);
        // Cancelled when the server itself is the trouble: the files behind would fail alike.
        using var hopeless = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = jobs.Select(job => OneAsync(job, free, hopeless)).ToList();
        foreach (var task in running)
        {
            var outcome = await task;
            cancellation.ThrowIfCancellationRequested();
            yield return outcome;
        }
    }

    private async Task<UploadOutcome> OneAsync(UploadJob job, SemaphoreSlim free, CancellationTokenSource hopeless)
    {
        if (job.Source is null)
            return new(job.File, null, job.Error);
        try
        {
            await free.WaitAsync(hopeless.Token);
            try
            {
                return await SendAsync(job.File, job.Source, hopeless.Token);
            }
            finally
            {
                free.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return new(job.File, null, s_notSent);
        }
        catch (CommandException e)
        {
            if (e.ExitCode != ExitCode.InputOutput)
                await hopeless.CancelAsync();
            return new(job.File, null, e.Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(job.File, null, new(e.Message, e.Message));
        }
    }

    private async Task<UploadOutcome> SendAsync(string file, UploadSource source, CancellationToken cancellation)
    {
        var stream = source.Open();
        try
        {
            using var form = new FileForm(stream, source.Name, album is null ? [] : [("album", album)], progress.Add);
            try
            {
                using var answer = await client.SendAsync(HttpMethod.Post, "api/images", form, cancellation);
                return Outcome(file, answer);
            }
            catch (CommandException) when (form.ReadError is { } error)
            {
                return new(file, null, new(error.Message, $"读取失败：{error.Message}"));
            }
        }
        finally
        {
            if (!source.IsSpooled)
                await stream.DisposeAsync();
        }
    }

    private UploadOutcome Outcome(string file, Answer answer)
    {
        if (answer.IsSuccess && Link(answer) is { } link)
            return new(file, link);
        var reason = answer.Text("data", "fail", "message")
            ?? (answer.IsSuccess ? "the answer holds no link" : answer.Message);
        return new(file, null, new(reason, reason));
    }

    private string? Link(Answer answer)
    {
        if (format != "json")
            return answer.Text("data", "success", "links", format);
        if (answer.At("data", "success") is not { } list || list.GetArrayLength() == 0)
            return null;
        var line = new StringWriter(new StringBuilder());
        JsonOutput.Write(line, list[0].WriteTo);
        return line.ToString().TrimEnd();
    }
}
