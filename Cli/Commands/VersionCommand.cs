using System.Reflection;
using System.Runtime.InteropServices;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class VersionCommand : Command
{
    public override string Name => "version";
    public override Text Summary => new("Shows the version", "显示版本");
    public override IReadOnlyList<Option> Options => [SharedOptions.Json];

    public override IReadOnlyList<Example> Examples =>
    [
        new("version", "for people", "供人读"),
        new("version --json", "for scripts", "供脚本使用"),
    ];

    /// <summary>As the build has it, e.g. <c>0.1.0</c> or <c>0.1.0+0119331...</c>.</summary>
    public static string Current { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Arguments.Has(SharedOptions.Json))
            JsonOutput.Write(context.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("version", Current);
                json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                json.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
                json.WriteEndObject();
            });
        else
            context.Out.WriteLine($"maple {Current}");
        return Task.FromResult(ExitCode.Ok);
    }
}
