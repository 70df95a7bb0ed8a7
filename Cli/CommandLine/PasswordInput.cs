namespace Maple.Cli.CommandLine;

/// <summary>Where commands take a password from: <c>-p</c>, <c>--password-stdin</c>, $MAPLE_PASSWORD, else a question.</summary>
internal static class PasswordInput
{
    public static readonly Option Password = new("password", 'p', "PASSWORD",
        "the password (else $MAPLE_PASSWORD; here others can see it in the list of processes)",
        "密码（否则为 $MAPLE_PASSWORD；写在这里，其他人可在进程列表中看到）");

    public static readonly Option FromStandardInput = new("password-stdin", null,
        "read the password from standard input, up to the end of the line", "从标准输入读取一行作为密码");

    /// <param name="twice">A new password, which nobody can check but by typing it again.</param>
    /// <exception cref="CommandException"><see cref="ExitCode.Usage"/></exception>
    public static string Read(CommandContext context, bool twice)
    {
        var arguments = context.Arguments;
        if (arguments.Has(Password) && arguments.Has(FromStandardInput))
            throw CommandException.Usage("give --password or --password-stdin, not both", "--password 和 --password-stdin 只能用一个");
        if (arguments.Value(Password) is { } given)
            return given;
        if (!arguments.Has(FromStandardInput) && context.Variable("MAPLE_PASSWORD") is { } variable)
            return variable;
        return new Prompt(context).AskSecret(
            new("Password", "密码"), new("give --password-stdin or set MAPLE_PASSWORD", "请用 --password-stdin 或设置 MAPLE_PASSWORD"), twice);
    }
}
