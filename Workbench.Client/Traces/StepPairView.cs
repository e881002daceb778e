using Workbench.Client.Components;
using Workbench.Shared.Comparisons;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>A row of the page that holds two runs side by side.</summary>
/// <param name="Word"><c>same</c>, what differs, or which run alone has it.</param>
/// <param name="IsFirst">The first that is not the same.</param>
public sealed record StepPairView(int Row, string Kind, string Icon, ComparedStepView? A, ComparedStepView? B, string Word, bool IsSame, bool IsFirst)
{
    public static IReadOnlyList<StepPairView> Create(RunComparison comparison)
    {
        var first = comparison.FirstDifference;
        return [.. comparison.Pairs.Select((pair, i) => Create(pair, i + 1, ReferenceEquals(pair, first)))];
    }

    private static StepPairView Create(StepPair pair, int row, bool isFirst)
    {
        var kind = (pair.A ?? pair.B)!.Kind;
        return new StepPairView(
            row,
            StepRowView.KindOf(kind),
            StepRowView.IconOf(kind),
            ComparedStepView.Of(pair.A),
            ComparedStepView.Of(pair.B),
            pair.A is null ? "only in B"
                : pair.B is null ? "only in A"
                : pair.IsSame ? "same"
                : "other " + string.Join(", ", pair.Differences),
            pair.IsSame,
            isFirst
        );
    }
}

public sealed record ComparedStepView(int Seq, string Name, string? Summary, string Numbers)
{
    public static ComparedStepView? Of(ComparedStep? step) =>
        step is null
            ? null
            : new ComparedStepView(
                step.Seq,
                step.Name,
                step.Status is StepStatus.Ok ? step.Summary : $"{step.Status.ToString().ToLowerInvariant()}{(step.Summary is null ? "" : ": " + step.Summary)}",
                string.Join(
                    " · ",
                    (string[])
                        [
                            Amounts.Duration(step.DurationMs),
                            .. step.Tokens > 0 ? [Amounts.Count(step.Tokens, "token", "tokens")] : Array.Empty<string>(),
                            .. step.CostUsd > 0 ? [Amounts.Cost(step.CostUsd)] : Array.Empty<string>(),
                        ]
                )
            );
}

/// <summary>What a step was asked and what came back, as one text each.</summary>
public sealed record StepTextsView(string Asked, string Came)
{
    public static StepTextsView Of(StepDetail? step) =>
        step is null
            ? new StepTextsView("", "")
            : new StepTextsView(
                step.Sql?.SqlWithValues
                    ?? (step.Prompt.Count > 0 ? string.Join("\n\n", step.Prompt.Where(m => m.IsNew).Select(m => $"[{m.Role}]\n{m.Text}")) : step.Request ?? ""),
                step.Error
                    ?? step.Response
                    ?? (step.Sql is { } sql ? string.Join("\n", sql.Rows.Take(50).Select(r => string.Join(" | ", r.Select(TextOf)))) : "")
            );

    private static string TextOf(Workbench.Shared.Answers.Cell cell) => cell.ToString() ?? "";
}
