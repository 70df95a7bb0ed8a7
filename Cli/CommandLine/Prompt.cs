using Maple.Errors;

namespace Maple.Cli.CommandLine;

/// <summary>
/// Asks on a terminal, on standard error so that results stay clean. Where standard input is no terminal it refuses, for nobody
/// would answer.
/// </summary>
/// <param name="context">The command that asks.</param>
internal sealed class Prompt(CommandContext context)
{
    // Whoever mistypes three times wants to think.
    private const int Attempts = 3;

    /// <param name="instead">How to say it without being asked: 'give -u NAME'.</param>
    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/> without a terminal, or when the input ends.</exception>
    public string Ask(Text question, Text instead) => Read(question, instead, context.Terminal.ReadLine).Trim();

    /// <summary>As <see cref="Ask"/>, unseen; nothing is trimmed.</summary>
    /// <param name="twice">Until it is given the same twice.</param>
    public string AskSecret(Text question, Text instead, bool twice)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var answer = Read(question, instead, context.Terminal.ReadSecret);
            if (!twice || Read(new("Once more", "再输一次"), instead, context.Terminal.ReadSecret) == answer)
                return answer;
            context.Say(new("the two are not the same, try again", "两次输入不一致，请重试"));
        }
        throw new CommandException(ExitCode.Failed, "the two were never the same", "两次输入始终不一致");
    }

    private string Read(Text question, Text instead, Func<string, string?> read)
    {
        if (!context.Terminal.InIsTerminal)
            throw CommandException.Usage(
                $"{question.English}: can't ask, standard input is no terminal; {instead.English}",
                $"{question.Chinese}：标准输入不是终端，无法询问；{instead.Chinese}");
        return read(new Text($"{question.English}: ", $"{question.Chinese}：").In(context.Language))
            ?? throw CommandException.Usage("the input ended", "输入已结束");
    }
}
