using Maple.Cli.CommandLine;

namespace Maple.Tests.Cli;

/// <summary>A terminal whose streams are memory.</summary>
internal sealed class TestTerminal : Terminal
{
    public MemoryStream Input { get; init; } = new();
    public bool IsTerminal { get; init; }

    public string OutText => Out.ToString()!;
    public string ErrorText => Error.ToString()!;

    public override Stream In => Input;
    public override TextWriter Out { get; } = new StringWriter();
    public override TextWriter Error { get; } = new StringWriter();
    public override bool InIsTerminal => IsTerminal;
    public override bool ErrorIsTerminal => IsTerminal;
    public override int Columns => 80;

    public override IDisposable HideInput() => new MemoryStream();
}
