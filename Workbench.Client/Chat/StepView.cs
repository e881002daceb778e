using Workbench.Client.Components;
using Workbench.Client.Components.Code;
using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

/// <summary>One step of the work in plain words.</summary>
/// <param name="Mark"><c>ok, running, failed, cancelled, unknown</c></param>
public sealed record StepView(int Seq, string Title, string Mark, string MarkWords, string? Duration, string? Detail, CodeLanguage Language)
{
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
