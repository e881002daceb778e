using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>A step as one plain line, the same from memory and from the journal.</summary>
internal static class StepLines
{
    public static StepLine Of(StepStartRow start, int failedAttempts) =>
        new(start.Seq, start.Parent, start.Kind, StepStatus.Running, start.Title ?? start.Name, Detail: null, DurationMs: null, failedAttempts + 1);

    public static StepLine Of(StepEndRow step) =>
        new(step.Seq, step.Parent, step.Kind, step.Status, step.Title ?? step.Name, step.Error ?? step.Summary, step.DurationMs, step.Attempts);
}
