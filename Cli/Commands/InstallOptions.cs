using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Service;
using Maple.Errors;

namespace Maple.Cli.Commands;

/// <summary>What <c>install</c> and <c>uninstall</c> have in common.</summary>
internal static class InstallOptions
{
    public static readonly Option DryRun = new("dry-run", 'n', null, "show the steps and do nothing", "只显示步骤，不执行");
    public static readonly Option Root = new("root", "FOLDER", "the root of another system's tree (default /)", "另一系统的根目录（默认 /）");
    public static readonly Option User = new("user", 'u', "NAME", "the account that it runs as (default maple)", "运行服务的系统用户（默认 maple）");

    public static Installation Read(CommandContext context, out InstallPlaces places)
    {
        string user = context.Arguments.Value(User) ?? "maple";
        InstallPlaces.CheckUser(user);
        string root = context.FullPath(context.Arguments.Value(Root) ?? "/");
        places = new InstallPlaces(root == "/" ? root : root.TrimEnd('/'));
        if (!StoreOwner.IsRoot && !context.Arguments.Has(DryRun))
            throw new CommandException(ExitCode.NoPermission, "this is for root: run it with sudo", "需要 root 权限：请用 sudo 运行");
        return new Installation(places, user, context.Language);
    }

    /// <summary>One line for each step, on standard output.</summary>
    public static void Do(CommandContext context, IReadOnlyList<Step> steps)
    {
        bool isDry = context.Arguments.Has(DryRun);
        foreach (Step step in steps)
        {
            bool isNeeded = step.IsNeeded();
            if (isNeeded && !isDry)
                step.Do();
            Text mark = (isNeeded, isDry) switch
            {
                (false, _) => new("unchanged", "无需变更"),
                (true, true) => new("to do", "待执行"),
                (true, false) => new("done", "已完成"),
            };
            context.Out.WriteLine($"{step.What}: {mark.In(context.Language)}");
        }
    }
}
