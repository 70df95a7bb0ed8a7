using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Tests.Cli.CommandLine;

public sealed class ArgumentsTests
{
    private static readonly Option s_user = new("user", 'u', "NAME", "", "");
    private static readonly Option s_force = new("force", 'f', null, "", "");
    private static readonly Option s_verbose = new("verbose", 'v', null, "", "");
    private static readonly Option s_format = new("format", "FORMAT", "", "") { Choices = ["url", "markdown"] };

    private static Arguments Parse(params string[] words) => Arguments.Parse(new Sample(), words);

    private static string Refusal(params string[] words) => Assert.Throws<CommandException>(() => Parse(words)).Message;

    [Theory]
    [InlineData("--user", "bob")]
    [InlineData("--user=bob", null)]
    [InlineData("-u", "bob")]
    [InlineData("-ubob", null)]
    [InlineData("-fubob", null)]
    [InlineData("-vfu", "bob")]
    public void An_option_takes_its_value_in_every_spelling(string first, string? second) =>
        Assert.Equal("bob", Parse(second is null ? [first] : [first, second]).Value(s_user));

    [Fact]
    public void Switches_can_be_bundled()
    {
        var arguments = Parse("-fv");
        Assert.True(arguments.Has(s_force) && arguments.Has(s_verbose));
    }

    [Fact]
    public void Options_stand_anywhere_and_two_hyphens_end_them()
    {
        var arguments = Parse("a", "-f", "-", "--", "-v", "--user");
        Assert.Equal(["a", "-", "-v", "--user"], arguments.Operands);
        Assert.True(arguments.Has(s_force));
        Assert.False(arguments.Has(s_verbose));
    }

    [Fact]
    public void The_last_of_a_repeated_option_counts() => Assert.Equal("b", Parse("-u", "a", "--user=b").Value(s_user));

    [Fact]
    public void A_value_may_be_empty_or_look_like_an_option()
    {
        Assert.Equal("", Parse("--user=").Value(s_user));
        Assert.Equal("-x", Parse("-u", "-x").Value(s_user));
    }

    [Theory]
    [InlineData("--usr", "unknown option --usr; did you mean --user?")]
    [InlineData("--zzz", "unknown option --zzz")]
    [InlineData("-fx", "unknown option -x")]
    [InlineData("--user", "--user needs a value")]
    [InlineData("-u", "-u needs a value")]
    [InlineData("--force=1", "--force takes no value")]
    [InlineData("--format=urls", "--format urls: not one of url, markdown; did you mean url?")]
    public void What_makes_no_sense_is_refused(string word, string message) => Assert.Equal(message, Refusal(word));

    [Fact]
    public void One_argument_too_many_is_named() => Assert.Equal("'5' is one argument too many", Refusal("1", "2", "3", "4", "5"));

    private sealed class Sample : Command
    {
        public override string Name => "sample";
        public override Text Summary => new("", "");
        public override Operands Operands => new("[WORD...]", 0, 4);
        public override IReadOnlyList<Option> Options => [s_user, s_force, s_verbose, s_format];

        public override Task<ExitCode> RunAsync(CommandContext context) => Task.FromResult(ExitCode.Ok);
    }
}
