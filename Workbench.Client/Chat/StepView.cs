using Workbench.Client.Components;
using Workbench.Client.Components.Code;
using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

/// <summary>One step of the work in plain words.</summary>
/// <param name="Mark"><c>ok, running, failed, cancelled, unknown</c></param>
public sealed record StepView(int Seq, string Title, string Mark, string MarkWords, string? Duration, string? Detail, CodeLanguage Language)
{
    /// <summary>One entry per kind of work that is done: its queries together, and calls that read the same as one with their number. What runs or failed stands for itself.</summary>
    public static IReadOnlyList<StepView> CreateAll(IReadOnlyList<StepLine> steps) =>
        [
            .. steps
                .GroupBy(s =>
                    s.Status != StepStatus.Ok ? $"step {s.Seq}"
                    : s.Kind == StepKind.Sql ? "sql"
                    : $"{s.Kind} {s.Title}"
                )
                .Select(group => group.Count() == 1 ? Create(group.First()) : Together([.. group])),
        ];

    private static StepView Together(IReadOnlyList<StepLine> steps)
    {
        var first = steps[0];
        return Create(
            first with
            {
                Title = first.Kind == StepKind.Sql ? $"Ran {steps.Count} queries" : $"{first.Title} ×{steps.Count}",
                Detail = string.Join("\n\n", steps.Select(s => s.Detail).Where(d => !string.IsNullOrWhiteSpace(d))),
                DurationMs = steps.Sum(s => s.DurationMs),
                Attempts = steps.Max(s => s.Attempts),
            }
        );
    }

    public static StepView Create(StepLine step) =>
        new(
            step.Seq,
            step.Attempts > 1 ? $"{step.Title}, attempt {step.Attempts}" : step.Title,
            MarkOf(step.Status),
            WordsOf(step.Status),
            step.Status == StepStatus.Running || step.DurationMs is null or < 1 ? null : Amounts.Duration(step.DurationMs),
            string.IsNullOrWhiteSpace(step.Detail) ? null : step.Detail,
            step.Kind == StepKind.Sql ? CodeLanguage.Sql
                : step.Detail?.TrimStart() is ['{' or '[', ..] ? CodeLanguage.Json
                : CodeLanguage.Text
        );

    private static string MarkOf(StepStatus status) =>
        status switch
        {
            StepStatus.Running => "running",
            StepStatus.Ok => "ok",
            StepStatus.Failed => "failed",
            StepStatus.Cancelled => "cancelled",
            StepStatus.Unknown => "unknown",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    private static string WordsOf(StepStatus status) =>
        status switch
        {
            StepStatus.Running => "running",
            StepStatus.Ok => "done",
            StepStatus.Failed => "failed",
            StepStatus.Cancelled => "stopped",
            StepStatus.Unknown => "outcome unknown",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
}
