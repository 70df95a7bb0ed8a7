using System.Text;
using System.Text.Json;
using Maple.Logging;

namespace Maple.Tests.Logging;

public sealed class LogTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 23, 41, 0, 123, TimeSpan.FromHours(2));

    private readonly MemoryStream _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void A_text_entry_is_one_line_with_time_level_message_and_fields()
    {
        Text().Info("listening", ("address", "127.0.0.1"), ("port", 8000), ("debug", false), ("took", TimeSpan.FromTicks(12_345)));

        Assert.Equal("2026-11-22T21:41:00.123Z INFO  listening address=127.0.0.1 port=8000 debug=false took=1.235\n", Output);
    }

    [Fact]
    public void Text_values_that_would_be_misread_are_quoted()
    {
        Text().Info("upload", ("name", "my \"cat\".png"), ("path", "a=b"), ("back", "a\\b"), ("empty", ""), ("none", null), ("cat", "猫"));

        Assert.EndsWith(
            "upload name=\"my \\\"cat\\\".png\" path=\"a=b\" back=a\\\\b empty=\"\" none=\"\" cat=猫\n", Output);
    }

    [Theory]
    [InlineData("a\n<3>forged", "a\\n<3>forged")]
    [InlineData("a\r\nb", "a\\u000d\\nb")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("\0\u007f\u009b", "\\u0000\\u007f\\u009b")]
    [InlineData("a\u2028b\u202egnp.exe", "a\\u2028b\\u202egnp.exe")]
    public void No_value_can_forge_a_line_or_steer_a_terminal(string value, string logged)
    {
        Text().Info("upload", ("name", value));
        Assert.EndsWith($"upload name={logged}\n", Output);
        Assert.Equal(1, Output.Count(c => c == '\n'));

        _output.SetLength(0);
        Json().Info("upload", ("name", value));
        Assert.Equal(1, Output.Count(c => c is '\n'));
        Assert.DoesNotContain(Output[..^1], c => char.IsControl(c) || c is '\u2028' or '\u202e');
        Assert.Equal(value, Parsed().GetProperty("name").GetString());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_logged_visibly()
    {
        Text().Info("upload", ("name", "a\ud83d"), ("whole", "😀"));
        Assert.EndsWith("name=a\\ud83d whole=😀\n", Output);

        _output.SetLength(0);
        Json().Info("upload", ("name", "a\ud83d"));
        Assert.Equal("a\ufffd", Parsed().GetProperty("name").GetString());
    }

    [Fact]
    public void A_JSON_entry_is_one_object_on_one_line()
    {
        Json().ForRequest("r-1").Warning("slow", ("name", "猫"), ("bytes", 5L << 32), ("cached", true), ("took", TimeSpan.FromMilliseconds(1.5)));

        Assert.Equal(
            """{"time":"2026-11-22T21:41:00.123Z","level":"warning","message":"slow","name":"猫","bytes":21474836480,"cached":true,"took":1.5,"request":"r-1"}""" + "\n",
            Output);
    }

    [Fact]
    public void An_exception_is_logged_whole_in_its_entry()
    {
        Exception thrown = Thrown();
        Text().ForRequest("r-2").Error("failed", thrown, ("path", "/x"));
        Assert.Equal(1, Output.Count(c => c == '\n'));
        Assert.Contains("failed path=/x request=r-2 exception=\"System.InvalidOperationException: outer", Output);
        Assert.Contains("System.FormatException: in\\nner", Output);
        Assert.Contains(nameof(Thrown), Output);

        _output.SetLength(0);
        Json().Error("failed", thrown);
        JsonElement exception = Parsed().GetProperty("exception");
        Assert.Equal("System.InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Contains(nameof(Thrown), exception.GetProperty("stack").GetString());
        Assert.Equal("in\nner", exception.GetProperty("inner").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("7", "debug")]
    [InlineData("6", "info")]
    [InlineData("4", "warning")]
    [InlineData("3", "error")]
    public void The_journal_gets_the_priority_and_no_time(string priority, string message)
    {
        var log = new Log(new LogOptions { Level = LogLevel.Debug }, _output, new FixedTime(), toJournal: true);
        switch (message)
        {
            case "debug": log.Debug(message); break;
            case "info": log.Info(message); break;
            case "warning": log.Warning(message); break;
            default: log.Error(message); break;
        }

        Assert.Equal($"<{priority}>{message}\n", Output);
    }

    [Fact]
    public void Standard_error_is_the_journal_only_when_the_inode_is_the_same()
    {
        Assert.True(Journal.Leads("9:4711", "socket:[4711]"));
        Assert.False(Journal.Leads("9:4711", "socket:[47112]"));
        Assert.False(Journal.Leads("9:4711", "/dev/pts/0"));
        Assert.False(Journal.Leads(null, "socket:[4711]"));
        Assert.False(Journal.Leads("", null));
    }

    [Fact]
    public void A_level_that_is_off_writes_nothing()
    {
        var log = new Log(new LogOptions { Level = LogLevel.Warning }, _output, new FixedTime());
        log.Debug("a");
        log.Info("b");
        log.Access(("status", 200));
        log.Warning("c");

        Assert.False(log.IsOn(LogLevel.Info));
        Assert.True(log.IsOn(LogLevel.Error));
        Assert.Equal("2026-11-22T21:41:00.123Z WARN  c\n", Output);
        Assert.Equal("c", Assert.Single(log.Recent.List()).Message);
    }

    [Fact]
    public void Entries_of_many_threads_do_not_mix()
    {
        Log log = Json();
        Parallel.For(0, 1_000, i => log.Info("entry", ("number", i), ("text", new string('x', i))));

        string[] lines = Output.TrimEnd('\n').Split('\n');
        Assert.Equal(
            Enumerable.Range(0, 1_000),
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt32()).Order());
    }

    [Fact]
    public void The_last_200_events_are_remembered_newest_first_without_the_access_log()
    {
        Log log = Json();
        for (int i = 0; i < 250; i++)
        {
            log.ForRequest("r").Info("event", ("number", i));
            log.Access(("status", 200));
        }

        IReadOnlyList<RecentEvent> recent = log.Recent.List();
        Assert.Equal(200, recent.Count);
        Assert.Equal((s_now, LogLevel.Info, "event", "r"), (recent[0].Time, recent[0].Level, recent[0].Message, recent[0].RequestId));
        Assert.Equal(249, Assert.Single(recent[0].Fields).Number);
        Assert.Equal(50, Assert.Single(recent[^1].Fields).Number);
    }

    [Fact]
    public void A_log_that_cannot_be_written_disturbs_nobody()
    {
        Log log = Text();
        _output.Dispose();

        log.Error("disk full", new IOException("no space"));
        RecentEvent recent = Assert.Single(log.Recent.List());
        Assert.Equal(("disk full", "IOException: no space"), (recent.Message, recent.Exception));
    }

    [Fact]
    public void A_huge_entry_is_written_whole_and_the_next_one_too()
    {
        Log log = Text();
        log.Info("huge", ("text", new string('x', 1 << 20)));
        log.Info("small");

        Assert.EndsWith("xxx\n2026-11-22T21:41:00.123Z INFO  small\n", Output);
        Assert.Equal(2, Output.Count(c => c == '\n'));
    }

    private string Output => Encoding.UTF8.GetString(_output.ToArray());

    private Log Text() => new(new LogOptions(), _output, new FixedTime());

    private Log Json() => new(new LogOptions { Format = LogFormat.Json }, _output, new FixedTime());

    private JsonElement Parsed() => JsonDocument.Parse(Output).RootElement;

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer", new FormatException("in\nner"));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => s_now;
    }
}
