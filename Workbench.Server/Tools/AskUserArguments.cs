using System.ComponentModel;

namespace Workbench.Server.Tools;

public sealed record AskUserArguments
{
    [Description("One short question.")]
    public required string Question { get; init; }

    [Description("Two to five readings to choose from.")]
    public required IReadOnlyList<ReadingArguments> Alternatives { get; init; }
}
