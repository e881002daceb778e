using Workbench.Client.Components;
using Workbench.Shared.Replays;

namespace Workbench.Client.Traces;

/// <summary>What a replay came to, in words.</summary>
internal sealed record ReplayView(string Badge, string Tone, string Words)
{
    public static ReplayView Create(ReplayOutcome outcome) =>
        outcome switch
        {
            ReplayedExactly exact => new(
                "exact",
                "good",
                $"{Compared(exact)} are the same, byte for byte ({StepPaneView.Bytes(exact.Bytes)}).{(exact.Ending == "answered" ? "" : $" The journal ends there: the run {Ended(exact.Ending)}.")}"
            ),
            ReplayDiverged diverged => new(
                "differs",
                "warning",
                diverged.Step is { } step
                    ? $"{diverged.What[..1].ToUpperInvariant()}{diverged.What[1..]} in step {step} is another one now; {Compared(diverged)} before it are the same."
                    : $"There is {diverged.What} now, after {Compared(diverged)} that are the same."
            ),
            ReplayRefused refused => new("not possible", "", refused.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    private static string Compared(ReplayOutcome outcome) =>
        $"{Amounts.Count(outcome.ModelCalls, "model call", "model calls")} and {Amounts.Count(outcome.ToolCalls, "tool call", "tool calls")}";

    private static string Ended(string ending) =>
        ending switch
        {
            "stopped by a person" or "cut by a limit" => $"was {ending}",
            _ => ending,
        };
}
