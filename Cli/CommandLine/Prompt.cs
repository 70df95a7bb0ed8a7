using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>
/// Asks on a terminal, on standard error so that results stay clean. Where standard input is no terminal nothing is asked, and each answer
/// is a line of it.
/// </summary>
/// <param name="context">The command that asks.</param>
internal sealed class Prompt(CommandContext context)
{
    // Whoever mistypes three times wants to think.
    private const int Attempts = 3;

    /// <param name="instead">How to say it without being asked: 'give -u NAME'.</param>
    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/> when the input ends.</exception>
    public string Ask(Text question, Text instead) => Read(question, instead).Trim();

    /// <summary>As <see cref="Ask"/>, unseen; nothing is trimmed.</summary>
    /// <param name="twice">Until it is given the same twice: for a new one, which can be checked in no other way.</param>
    public string AskSecret(Text question, Text instead, bool twice)
    {
        if (!context.Terminal.InIsTerminal)
            return Read(question, instead);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var answer = ReadHidden(question, instead);
            if (!twice || ReadHidden(new("Once more", "再输一次"), instead) == answer)
                return answer;
            context.Say(new("the two are not the same, try again", "两次输入不一致，请重试"));
        }
        throw new CommandException(ExitCode.Failed, "the two were never the same", "两次输入始终不一致");
    }

    private string ReadHidden(Text question, Text instead)
    {
        // Before the question: whoever sees it may type.
        using var hidden = context.Terminal.HideInput();
        return Read(question, instead);
    }

    private string Read(Text question, Text instead)
    {
        if (context.Terminal.InIsTerminal)
            context.Error.Write(new Text($"{question.English}: ", $"{question.Chinese}：").In(context.Language));
        return context.Terminal.ReadLine() ?? throw CommandException.Usage(
            $"{question.English}: nothing came in; {instead.English}", $"{question.Chinese}：没有任何输入；{instead.Chinese}");
    }
}
