using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>What a command takes beside options: its name in the usage line (<c>FILE...</c>) and how many.</summary>
internal sealed record Operands(string Name, int Min, int Max)
{
    public static readonly Operands None = new("", 0, 0);
}

/// <param name="Line">As typed behind <c>maple</c>.</param>
internal sealed record Example(string Line, string English, string Chinese)
{
    public Text Meaning => new(English, Chinese);
}

/// <summary>One command of <see cref="CommandTable"/>.</summary>
internal abstract class Command
{
    public abstract string Name { get; }

    /// <summary>One line, as the list of commands shows it.</summary>
    public abstract Text Summary { get; }

    /// <summary>What else its help says.</summary>
    public virtual Text Details => default;

    public virtual Operands Operands => Operands.None;

    /// <summary>Beside <c>--help</c>, which every command has.</summary>
    public virtual IReadOnlyList<Option> Options => [];

    public virtual IReadOnlyList<Example> Examples => [];

    /// <exception cref="CommandException">It failed in a way that is the user's to mend; the text goes to standard error.</exception>
    /// <exception cref="MapleException">Likewise; <see cref="ExitCodes.For"/> tells the exit code.</exception>
    public abstract Task<ExitCode> RunAsync(CommandContext context);

    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/></exception>
    public static Command Find(IReadOnlyList<Command> commands, string name) => commands.FirstOrDefault(c => c.Name == name)
        ?? throw new CommandException(ExitCode.Usage, Suggestion.Add(
            new($"unknown command '{name}'", $"未知的命令“{name}”"), name, commands.Select(c => c.Name)));
}
