using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Tests.Cli.CommandLine;

public sealed class PromptTests : CliTest
{
    private static readonly Text s_question = new("Password", "密码");
    private static readonly Text s_instead = new("give -p", "请用 -p");

    private CommandContext Context(TestTerminal terminal, params string[] words) => new()
    {
        Arguments = Arguments.Parse(new Sample(), words),
        Terminal = terminal,
        Environment = Environment,
        WorkingDirectory = Folder,
        Language = Language.English,
    };

    [Fact]
    public void A_secret_is_asked_for_until_it_is_given_twice()
    {
        var terminal = new TestTerminal { IsTerminal = true, Input = new("one\ntwo\nthree\nthree\n"u8.ToArray()) };
        Assert.Equal("three", new Prompt(Context(terminal)).AskSecret(s_question, s_instead, twice: true));
        Assert.Contains("not the same", terminal.ErrorText, StringComparison.Ordinal);
        Assert.Empty(terminal.OutText);
    }

    [Fact]
    public void Where_nobody_can_answer_nothing_is_asked_and_a_line_of_the_input_is_the_answer()
    {
        var terminal = new TestTerminal { Input = new("one\ntwo"u8.ToArray()) };
        var prompt = new Prompt(Context(terminal));
        Assert.Equal(["one", "two"], [prompt.AskSecret(s_question, s_instead, twice: true), prompt.Ask(s_question, s_instead)]);
        Assert.Empty(terminal.ErrorText);
        var e = Assert.Throws<CommandException>(() => prompt.Ask(s_question, s_instead));
        Assert.Equal(ExitCode.Usage, e.ExitCode);
        Assert.Contains("give -p", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_on_standard_input_ends_with_its_line()
    {
        var terminal = new TestTerminal { Input = new("päss word \r\nrest"u8.ToArray()) };
        Assert.Equal("päss word ", PasswordInput.Read(Context(terminal, "--password-stdin"), twice: true));
    }

    [Fact]
    public void An_option_goes_before_the_environment_and_that_before_a_question()
    {
        Environment["MAPLE_PASSWORD"] = "variable";
        Assert.Equal("option", PasswordInput.Read(Context(new TestTerminal(), "-p", "option"), twice: true));
        Assert.Equal("variable", PasswordInput.Read(Context(new TestTerminal()), twice: true));
    }

    private sealed class Sample : Command
    {
        public override string Name => "sample";
        public override Text Summary => new("", "");
        public override IReadOnlyList<Option> Options => [PasswordInput.Password, PasswordInput.FromStandardInput];

        public override Task<ExitCode> RunAsync(CommandContext context) => Task.FromResult(ExitCode.Ok);
    }
}
