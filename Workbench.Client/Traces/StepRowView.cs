using Workbench.Client.Components;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>One row of the tree and its bar in the waterfall.</summary>
/// <param name="Cost">Of the step with all that is below it.</param>
/// <param name="LabelPlace">Of the duration: <c>after, before, inside</c> the bar, where it has room.</param>
/// <param name="Style">Depth and place of the bar, as CSS variables.</param>
public sealed record StepRowView(
    int Seq,
    int? Parent,
    string Icon,
    string Kind,
    string Name,
    string? Summary,
    string Duration,
    string Mark,
    string? Attempts,
    string? Cost,
    string Style,
    string LabelPlace,
    bool HasChildren,
    string Hint
)
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Null: nobody wrote to it.</summary>
    public string? Notes { get; init; }

    /// <summary>Bars of steps that took no time can still be seen and hit.</summary>
    private const double NarrowestPercent = 0.4;

    /// <summary>Deeper ones would have no room for their names.</summary>
    private const int DeepestIndent = 10;

    /// <param name="totalMs">Length of the whole run: what 100 % of the waterfall is.</param>
    public static StepRowView Create(StepRow row, double totalMs)
    {
        var total = Math.Max(totalMs, 0.001);
        var left = Math.Clamp(row.StartMs / total * 100, 0, 100 - NarrowestPercent);
        var width = Math.Clamp((row.DurationMs ?? Math.Max(0, total - row.StartMs)) / total * 100, NarrowestPercent, 100 - left);
        var duration = Amounts.Duration(row.DurationMs);
        return new StepRowView(
            row.Seq,
            row.Parent,
            IconOf(row.Kind),
            KindOf(row.Kind),
            row.Name == KindOf(row.Kind) ? "" : row.Name,
            row.Summary,
            duration,
            row.Status.ToString().ToLowerInvariant(),
            row.Attempts > 1 ? $"{row.Attempts} attempts" : null,
            CostOf(row),
            $"--depth:{Math.Min(row.Depth, DeepestIndent)};--left:{Amounts.Percent(left)};--width:{Amounts.Percent(width)}",
            left + width <= 70 ? "after"
                : left >= 30 ? "before"
                : "inside",
            row.HasChildren,
            $"{KindOf(row.Kind)} {row.Name}: begins after {Amounts.Duration(row.StartMs)}, takes {duration}{(row.Below is { } below ? $"; below it {SumWords.Of(below)}" : "")}{(row.Labels.Count > 0 ? $"; labelled {string.Join(", ", row.Labels.Select(l => l.Name))}" : "")}"
        )
        {
            Labels = [.. row.Labels.Select(l => l.Name)],
            Notes = row.Notes == 0 ? null : Amounts.Count(row.Notes, "note", "notes"),
        };
    }

    /// <summary>Of the step with all that is below it; null: no model was called.</summary>
    private static string? CostOf(StepRow row) =>
        row.CostUsd is null && row.Below?.CostUsd is null ? null : Amounts.Cost((row.CostUsd ?? 0) + (row.Below?.CostUsd ?? 0));

    public static string KindOf(StepKind kind) => kind.ToString().ToLowerInvariant();

    public static string IconOf(StepKind kind) =>
        kind switch
        {
            StepKind.Route => "route",
            StepKind.Model => "model",
            StepKind.Tool => "tool",
            StepKind.Sql => "database",
            StepKind.Sandbox => "code",
            StepKind.Approval => "check",
            StepKind.Question => "question",
            StepKind.Answer => "chat",
            StepKind.Wait => "clock",
            StepKind.Span => "layers",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
